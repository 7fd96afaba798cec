import type { MailFact } from '../../src/domain/facts/mail-facts.ts';
import { describeQuarantineReason } from './quarantine-words.ts';
import type { Words } from './words.ts';

export const mailWords: Words<MailFact> = {
  'mail.raw_opened': () => 'opened the message as it came',
  'quarantine.held': ({ reason }) => `put a message into quarantine: ${describeQuarantineReason(reason)}`,
  'quarantine.retried': () => 'tried a message in quarantine again, which still cannot be read',
  'quarantine.imported': ({ reason }) =>
    `imported a message that cannot be read anyway: ${describeQuarantineReason(reason)}`,
  'quarantine.discarded': () => 'discarded a message in quarantine',
};
