import { recallDiagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import type { DeliveryFact } from '../../src/domain/facts/delivery-facts.ts';
import type { DeliveryProblem } from '../../src/domain/facts/delivery-problem.ts';
import { noSentFolder } from '../../src/domain/sent-evidence.ts';
import { count } from '../counted.ts';
import { t } from '../words.ts';
import { type Words, writeTime } from './words.ts';

type KnownProblem = Exclude<DeliveryProblem['code'], 'said' | 'words'>;

const problemWords = (): Readonly<Record<KnownProblem, string>> => ({
  no_such_address: t('The address does not exist.'),
  address_refused: t('The server knows no such address, or takes no mail for it.'),
  no_such_domain: t('The domain of the address does not exist or takes no mail.'),
  sender_refused: t('The recipient’s server takes no mail from our address or server.'),
  sender_not_verified: t(
    'The recipient’s server could not verify that the mail really comes from our domain.',
  ),
  mailbox_closed: t('The mailbox is closed.'),
  mailbox_full: t('The mailbox is full.'),
  too_large: t('The message is too large for the recipient.'),
  certain_senders_only: t('The recipient accepts mail from certain senders only.'),
  taken_for_spam: t('The recipient’s server took the message for spam.'),
  routing_misconfigured: t('The mail went round in a loop: the recipient’s mail routing is misconfigured.'),
  relay_denied: t('The server does not take mail for this address.'),
  not_reached: t('The recipient’s server could not be reached.'),
  not_reached_in_time: t('The recipient’s server could not be reached in time.'),
  refusing_for_now: t('The recipient’s server is refusing mail for the moment.'),
  refused_by_rules: t('The recipient’s server refused the message by its rules.'),
  no_reason_given: t('The server gave no reason.'),
});

/** Why a mail does not reach somebody, and what the server said itself. */
export function describeProblem(problem: DeliveryProblem): string {
  if (problem.code === 'words') return problem.text;
  const said = problem.text === undefined ? '' : t('The server said “{text}”.', { text: problem.text });
  return problem.code === 'said' ? said : `${problemWords()[problem.code]} ${said}`.trimEnd();
}

export const deliveryWords: Words<DeliveryFact> = {
  'delivery.sent': ({ refused }) =>
    refused.length === 0
      ? t('sent')
      : t('sent; {count} refused', { count: count(refused.length, 'recipient') }),
  'delivery.failed': ({ code, text = '' }) =>
    code === 'channel_deleted'
      ? t('not sent: the channel was deleted')
      : t('not sent: {title}', { title: recallDiagnosis(code, text, { address: '' }).title }),
  'delivery.unknown': ({ because }) => unknownWords(because),
  'delivery.found': ({ place, at }) =>
    t('found in {place}, put there at {writeTime}: it was sent', { place, writeTime: writeTime(at) }),
  'delivery.asked_again': () => t('asked to send it again'),
  'delivery.rescheduled': ({ at }) => t('to be sent at {writeTime}', { writeTime: writeTime(at) }),
  'delivery.confirmed': () => t('confirmed that it was sent'),
  'delivery.dismissed': () => t('decided not to send it'),
};

type Unknown = Extract<DeliveryFact, { readonly kind: 'delivery.unknown' }>['data'];

function unknownWords(because: Unknown['because']): string {
  switch (because) {
    case 'no_answer':
      return t('sending ended without an answer: it is not known whether it was sent');
    case 'restored':
      return t(
        'a backup was restored in which it waited to be sent: it is not known whether it was sent since',
      );
    default:
      return t('the program ended while it was being sent: it is not known whether it was');
  }
}

/** Why the sent mail could not be looked through, in one sentence. @param failure as SentEvidence has it */
export function describeLookFailure(failure: string): string {
  if (failure === noSentFolder) {
    return t(
      'The mailbox has no folder for sent mail, or not the one that the settings of the channel name.',
    );
  }
  // What has blanks is of an older version, in its words.
  return failure.includes(' ') ? failure : `${recallDiagnosis(failure, '', { address: '' }).title}.`;
}
