import * as z from 'zod';
import { defineCommand } from '../command.ts';
import { explainFailure } from '../explain-failure.ts';
import { id } from '../input-fields.ts';
import { addAppCredential, chooseAppCredential, deleteAppCredential } from './app-credentials.ts';
import { checkAppRegistration } from './check-app-registration.ts';
import { dismissConsentRequest } from './pending-consent.ts';
import { saveAppRegistration } from './save-app-registration.ts';

/** The app registration. */
export const microsoftCommands = [
  /** An admin: asks Entra whether ID, secret and tenant fit together. */
  defineCommand({
    name: 'checkAppRegistration',
    input: z.strictObject({ appRegistrationId: id.optional() }),
    needs: 'admin',
    work: ({ desk }, input) => explainFailure(checkAppRegistration(desk, input.appRegistrationId)),
  }),
  addAppCredential,
  chooseAppCredential,
  deleteAppCredential,
  dismissConsentRequest,
  saveAppRegistration,
] as const;
