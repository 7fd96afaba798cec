import type { MailFact } from '../../src/domain/facts/mail-facts.ts';
import { count, type Words } from './words.ts';

export const mailWords: Words<MailFact> = {
  'mail.raw_opened': () => 'opened the message as it came',
  'quarantine.held': () => 'put a message into quarantine',
  'quarantine.retried': () => 'tried a message in quarantine again',
  'quarantine.imported': () => 'imported a message in quarantine anyway',
  'quarantine.discarded': () => 'discarded a message in quarantine',
  'quarantine.sender_told': ({ number }) => `asked the sender for a smaller message in #${number}`,
  'files.imported': ({ messages, opened, quarantined }) =>
    `imported ${count(messages, 'message')} from files: ${count(opened, 'ticket')} opened, ${quarantined} in quarantine`,
};
