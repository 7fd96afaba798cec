import type { SettleError } from '../../src/domain/facts/settle-error.ts';
import { t } from '../words.ts';

/** Why the server has not been told what became of a message: its own words, where it has any. */
export function describeSettleError(error: SettleError): string {
  switch (error.code) {
    case 'not_done':
      return t('The server has agreed, and the message is as before.');
    case 'same_folder':
      return t('The folder to move to is the one that is fetched.');
    default:
      return error.text;
  }
}
