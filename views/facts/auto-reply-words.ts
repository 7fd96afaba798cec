import type { AutoReplyRefusal, PlainAutoReplyRefusal } from '../../src/domain/facts/auto-reply-refusal.ts';
import { describeSign } from './sign-words.ts';

const plainWords: Readonly<Record<PlainAutoReplyRefusal, string>> = {
  file: 'the mail was imported from a file',
  quarantine: 'the mail was in quarantine',
  undated: 'the server does not say when the mail came',
  archived: 'the mail is archived',
  backlog: 'the mail was there before the channel was started',
  older_than_a_day: 'the mail is older than a day',
  sender_blocked: 'the sender is blocked',
  no_sender: 'there is no usable sender',
  forwarded_by_agent: 'an agent forwarded the mail',
  via_list: 'the mail came through a list',
  forbidden: 'a filter or a header field forbids it',
  closed_by_rule: 'a rule closed the ticket at once',
  address_had_one: 'the address got one within the last hour',
  no_sending_address: 'the group has no address to send from',
};

/** Why a mail is not answered by itself: one sentence without its beginning. */
export function describeRefusal(refusal: AutoReplyRefusal): string {
  switch (refusal.code) {
    case 'robot':
      return `the mail must not be answered by a program (${describeSign(refusal.sign)}).`;
    case 'address_day_limit':
      return `the address got ${refusal.count} within the last day.`;
    case 'hour_limit':
      return `${refusal.count} were sent within the last hour, which is the limit.`;
    case 'unfit_address':
      return `“${refusal.address}” is no address that mail can be sent to.`;
    default:
      return `${plainWords[refusal.code]}.`;
  }
}
