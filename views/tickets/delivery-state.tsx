import type { SentEvidence } from '../../src/domain/sent-evidence.ts';
import { CsrfField } from '../form.tsx';
import type { DeliveryProblem } from './delivery-problem.tsx';
import type { DeliveredRecipient } from './delivery-recipients.tsx';

/** What became of an answer that was sent. */
export interface DeliveryState {
  readonly id: number;
  readonly state: 'queued' | 'sending' | 'sent' | 'failed' | 'unknown';
  readonly nextAttemptAt: Date | null;
  readonly sentAt: Date | null;
  /** The time that somebody has chosen, while it waits for it. */
  readonly sendAt: Date | null;
  /** Who has written since that was chosen: it does not go out by itself. */
  readonly asksFor: 'customer' | 'colleague' | null;
  readonly serverReply: string | null;
  /** How many recipients a day the settings allow, where that holds it back. */
  readonly recipientsLimit: number | null;
  /** Somebody has decided that it is not to be sent any more. */
  readonly dismissedAt: Date | null;
  readonly evidence: SentEvidence | null;
  /** The channel that it waits for, because it is paused. */
  readonly waitsFor: string | undefined;
  /** The colleague who has written it; null for what is the viewer's own. */
  readonly colleague: string | null;
  /** Nobody has got it, and it can be a draft again. */
  readonly canBeTakenBack: boolean;
  /** Where recipients have not all fared alike: each of them. */
  readonly recipients: readonly DeliveredRecipient[];
  /** What is wrong, in words; undefined while nothing is. */
  readonly problem: DeliveryProblem | undefined;
}

export interface DeliveryProps {
  readonly delivery: DeliveryState;
  /** Undefined for a person who may only read: no forms. */
  readonly csrf: string | undefined;
  /** The list that its forms lead back to; the ticket unless given. */
  readonly back?: string | undefined;
}

/** Nothing for a person who may only read. */
export function DeliveryAction({
  delivery,
  csrf,
  back,
  ...props
}: DeliveryProps & { deed: string; label: string }) {
  if (csrf === undefined) return null;
  return (
    <form method="post" action={`/outbox/${delivery.id}/${props.deed}`}>
      <CsrfField token={csrf} />
      {back !== undefined && <input type="hidden" name="back" value={back} />}
      <button type="submit">{props.label}</button>
    </form>
  );
}
