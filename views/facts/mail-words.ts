import type { MailFact } from '../../src/domain/facts/mail-facts.ts';
import { t } from '../words.ts';
import { describeQuarantineReason } from './quarantine-words.ts';
import type { Words } from './words.ts';

export const mailWords: Words<MailFact> = {
  'mail.raw_opened': () => t('opened the message as it came'),
  'quarantine.held': ({ reason }) =>
    t('put a message into quarantine: {quarantineReason}', {
      quarantineReason: describeQuarantineReason(reason),
    }),
  'quarantine.retried': () => t('tried a message in quarantine again, which still cannot be read'),
  'quarantine.imported': ({ reason }) =>
    t('imported a message that cannot be read anyway: {quarantineReason}', {
      quarantineReason: describeQuarantineReason(reason),
    }),
  'quarantine.discarded': () => t('discarded a message in quarantine'),
};
