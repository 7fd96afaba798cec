import type { AutoReplyRefusal, PlainAutoReplyRefusal } from '../../src/domain/facts/auto-reply-refusal.ts';
import { t } from '../words.ts';
import { describeSign } from './sign-words.ts';

const plainWords = (): Readonly<Record<PlainAutoReplyRefusal, string>> => ({
  file: t('the mail was imported from a file'),
  quarantine: t('the mail was in quarantine'),
  undated: t('the server does not say when the mail came'),
  archived: t('the mail is archived'),
  backlog: t('the mail was there before the channel was started'),
  older_than_a_day: t('the mail is older than a day'),
  restored: t('the mail was there before a backup was restored'),
  sender_blocked: t('the sender is blocked'),
  no_sender: t('there is no usable sender'),
  forwarded_by_agent: t('an agent forwarded the mail'),
  via_list: t('the mail came through a list'),
  forbidden: t('a filter or a header field forbids it'),
  closed_by_rule: t('a rule closed the ticket at once'),
  address_had_one: t('the address got one within the last hour'),
  no_sending_address: t('the group has no address to send from'),
});

/** Why a mail is not answered by itself: one sentence without its beginning. */
export function describeRefusal(refusal: AutoReplyRefusal): string {
  switch (refusal.code) {
    case 'robot':
      return t('the mail must not be answered by a program ({sign}).', { sign: describeSign(refusal.sign) });
    case 'address_day_limit':
      return t('the address got {count} within the last day.', { count: refusal.count });
    case 'hour_limit':
      return t('{count} were sent within the last hour, which is the limit.', { count: refusal.count });
    case 'unfit_address':
      return t('“{address}” is no address that mail can be sent to.', { address: refusal.address });
    default:
      return `${plainWords()[refusal.code]}.`;
  }
}
