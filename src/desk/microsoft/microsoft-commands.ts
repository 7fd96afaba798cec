import { defineCommand } from '../command.ts';
import { explainFailure } from '../explain-failure.ts';
import { nothing } from '../input-fields.ts';
import { checkAppRegistration } from './check-app-registration.ts';
import { saveAppRegistration } from './save-app-registration.ts';

/** The app registration. */
export const microsoftCommands = [
  /** An admin: asks Entra whether ID, secret and tenant fit together. */
  defineCommand({
    name: 'checkAppRegistration',
    input: nothing,
    needs: 'admin',
    work: ({ desk }) => explainFailure(checkAppRegistration(desk)),
  }),
  saveAppRegistration,
] as const;
