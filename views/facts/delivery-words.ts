import { recallDiagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import type { DeliveryFact } from '../../src/domain/facts/delivery-facts.ts';
import type { DeliveryProblem } from '../../src/domain/facts/delivery-problem.ts';
import { noSentFolder } from '../../src/domain/sent-evidence.ts';
import { count, type Words, writeTime } from './words.ts';

type KnownProblem = Exclude<DeliveryProblem['code'], 'said' | 'words'>;

const problemWords: Readonly<Record<KnownProblem, string>> = {
  no_such_address: 'The address does not exist.',
  address_refused: 'The server knows no such address, or takes no mail for it.',
  no_such_domain: 'The domain of the address does not exist or takes no mail.',
  sender_refused: 'The recipient’s server takes no mail from our address or server.',
  sender_not_verified: 'The recipient’s server could not verify that the mail really comes from our domain.',
  mailbox_closed: 'The mailbox is closed.',
  mailbox_full: 'The mailbox is full.',
  too_large: 'The message is too large for the recipient.',
  certain_senders_only: 'The recipient accepts mail from certain senders only.',
  taken_for_spam: 'The recipient’s server took the message for spam.',
  routing_misconfigured: 'The mail went round in a loop: the recipient’s mail routing is misconfigured.',
  relay_denied: 'The server does not take mail for this address.',
  not_reached: 'The recipient’s server could not be reached.',
  not_reached_in_time: 'The recipient’s server could not be reached in time.',
  refusing_for_now: 'The recipient’s server is refusing mail for the moment.',
  refused_by_rules: 'The recipient’s server refused the message by its rules.',
  no_reason_given: 'The server gave no reason.',
};

/** Why a mail does not reach somebody, and what the server said itself. */
export function describeProblem(problem: DeliveryProblem): string {
  if (problem.code === 'words') return problem.text;
  const said = problem.text === undefined ? '' : `The server said “${problem.text}”.`;
  return problem.code === 'said' ? said : `${problemWords[problem.code]} ${said}`.trimEnd();
}

export const deliveryWords: Words<DeliveryFact> = {
  'delivery.sent': ({ refused }) =>
    refused.length === 0 ? 'sent' : `sent; ${count(refused.length, 'recipient')} refused`,
  'delivery.failed': ({ code, text = '' }) =>
    code === 'channel_deleted'
      ? 'not sent: the channel was deleted'
      : `not sent: ${recallDiagnosis(code, text, { address: '' }).title}`,
  'delivery.unknown': ({ because }) =>
    because === 'no_answer'
      ? 'sending ended without an answer: it is not known whether it was sent'
      : 'the program ended while it was being sent: it is not known whether it was',
  'delivery.found': ({ place, at }) => `found in ${place}, put there at ${writeTime(at)}: it was sent`,
  'delivery.asked_again': () => 'asked to send it again',
  'delivery.confirmed': () => 'confirmed that it was sent',
  'delivery.dismissed': () => 'decided not to send it',
};

/** Why the sent mail could not be looked through, in one sentence. @param failure as SentEvidence has it */
export function describeLookFailure(failure: string): string {
  if (failure === noSentFolder) {
    return 'The mailbox has no folder for sent mail, or not the one that the settings of the channel name.';
  }
  // What has blanks is of an older version, in its words.
  return failure.includes(' ') ? failure : `${recallDiagnosis(failure, '', { address: '' }).title}.`;
}
