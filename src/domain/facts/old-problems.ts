import { wordTable } from '../word-table.ts';
import type { DeliveryProblem, deliveryProblems } from './delivery-problem.ts';

// What versions before the stream of facts wrote of mail that came back.

const oldProblems = wordTable<(typeof deliveryProblems)[number]>({
  'The address does not exist.': 'no_such_address',
  'The domain of the address does not exist or takes no mail.': 'no_such_domain',
  'The recipient’s server could not verify that the mail really comes from our domain.':
    'sender_not_verified',
  'The mailbox is closed.': 'mailbox_closed',
  'The mailbox is full.': 'mailbox_full',
  'The message is too large for the recipient.': 'too_large',
  'The recipient accepts mail from certain senders only.': 'certain_senders_only',
  'The recipient’s server took the message for spam.': 'taken_for_spam',
  'The recipient’s mail routing is misconfigured.': 'routing_misconfigured',
  'The recipient’s server could not be reached in time.': 'not_reached_in_time',
  'The recipient’s server is refusing mail for the moment.': 'refusing_for_now',
  'The recipient’s server refused the message by its rules.': 'refused_by_rules',
  'The server gave no reason.': 'no_reason_given',
});

/** What cannot be read stays words. */
export function readOldProblem(text: string): DeliveryProblem {
  const code = oldProblems[text];
  if (code !== undefined) return { code };
  const start = 'The server said “';
  const end = '”.';
  const isSaid = text.startsWith(start) && text.endsWith(end);
  return isSaid ? { code: 'said', text: text.slice(start.length, -end.length) } : { code: 'words', text };
}
