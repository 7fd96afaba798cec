import { defineCommand } from '../command.ts';
import { explainFailure } from '../explain-failure.ts';
import { nothing } from '../input-fields.ts';
import { checkAppRegistration } from './check-app-registration.ts';
import { listClouds } from './clouds.ts';
import { saveAppRegistration } from './save-app-registration.ts';

/** The app registration, and the clouds it can be in. */
export const microsoftCommands = [
  /** An admin: asks Entra whether ID, secret and tenant fit together. */
  defineCommand({
    name: 'checkAppRegistration',
    input: nothing,
    needs: 'admin',
    work: ({ desk }) => explainFailure(checkAppRegistration(desk)),
  }),
  defineCommand({
    name: 'listClouds',
    input: nothing,
    needs: 'admin',
    work: async ({ desk }) => (await listClouds(desk)).map(({ id, name }) => ({ id, name })),
  }),
  saveAppRegistration,
] as const;
