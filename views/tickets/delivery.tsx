import type { SentEvidence } from '../../src/domain/sent-evidence.ts';
import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { say } from '../said.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { type DeliveryProblem, Problem, ServerWords } from './delivery-problem.tsx';
import { type DeliveredRecipient, Recipients } from './delivery-recipients.tsx';
import { Evidence } from './sent-evidence.tsx';

/** What became of an answer that was sent. */
export interface DeliveryState {
  readonly id: number;
  readonly state: 'queued' | 'sending' | 'sent' | 'failed' | 'unknown';
  readonly nextAttemptAt: Date | null;
  readonly sentAt: Date | null;
  readonly serverReply: string | null;
  /** Somebody has decided that it is not to be sent any more. */
  readonly dismissedAt: Date | null;
  readonly evidence: SentEvidence | null;
  /** The channel that it waits for, because it is paused. */
  readonly waitsFor: string | undefined;
  /** Nobody has got it, and it can be a draft again. */
  readonly canBeTakenBack: boolean;
  /** Where recipients have not all fared alike: each of them. */
  readonly recipients: readonly DeliveredRecipient[];
  /** What is wrong, in words; undefined while nothing is. */
  readonly problem: DeliveryProblem | undefined;
}

interface DeliveryProps {
  readonly delivery: DeliveryState;
  /** Undefined for a person who may only read: no forms. */
  readonly csrf: string | undefined;
  /** The list that its forms lead back to; the ticket unless given. */
  readonly back?: string | undefined;
}

export function Delivery(props: DeliveryProps) {
  switch (props.delivery.state) {
    case 'sent':
      return <Sent {...props} />;
    case 'sending':
      return <p class="delivery">{t('Sending…')}</p>;
    case 'queued':
      return props.delivery.problem === undefined ? (
        <Waiting {...props} />
      ) : (
        <Trouble {...props} title={hasGoneOut(props) ? t('Not sent to all yet') : t('Not sent yet')} />
      );
    case 'failed':
      return props.delivery.dismissedAt === null ? (
        <Trouble {...props} title={hasGoneOut(props) ? t('Not sent to all') : t('Not sent')} />
      ) : (
        <Dismissed {...props} />
      );
    case 'unknown':
      return <Unknown {...props} />;
  }
}

/** Somebody has got it. */
function hasGoneOut({ delivery }: DeliveryProps): boolean {
  return delivery.recipients.some(({ state }) => state === 'taken');
}

function Sent({ delivery }: DeliveryProps) {
  return (
    <div class="delivery">
      <p title={delivery.serverReply ?? undefined}>
        <Icon name="check" /> {t('Sent')}{' '}
        {delivery.sentAt !== null && <Time at={delivery.sentAt} isRelative />}
      </p>
      {delivery.problem !== undefined && (
        <p class="delivery-problem">
          {say(delivery.problem.title)}. {say(delivery.problem.cause)}
        </p>
      )}
    </div>
  );
}

function Waiting(props: DeliveryProps) {
  const { nextAttemptAt, waitsFor, canBeTakenBack } = props.delivery;
  return (
    <div class="delivery waiting">
      <p>
        <Icon name="clock" />{' '}
        {waitsFor === undefined
          ? t('Waiting to be sent')
          : t('Waits: the channel {waitsFor} is paused', { waitsFor })}
        {nextAttemptAt !== null && waitsFor === undefined && (
          <>
            {' '}
            (<Time at={nextAttemptAt} isRelative />)
          </>
        )}
      </p>
      {canBeTakenBack && <Action {...props} deed="cancellation" label={t('Undo')} />}
    </div>
  );
}

/** Nothing for a person who may only read. */
function Action({ delivery, csrf, back, ...props }: DeliveryProps & { deed: string; label: string }) {
  if (csrf === undefined) return null;
  return (
    <form method="post" action={`/outbox/${delivery.id}/${props.deed}`}>
      <CsrfField token={csrf} />
      {back !== undefined && <input type="hidden" name="back" value={back} />}
      <button type="submit">{props.label}</button>
    </form>
  );
}

function Trouble(props: DeliveryProps & { title: string }) {
  const { problem, nextAttemptAt, serverReply, state, waitsFor, canBeTakenBack } = props.delivery;
  return (
    <div class={`delivery trouble ${state}`} role="status">
      <Problem title={props.title} problem={problem} serverReply={serverReply} />
      <Recipients recipients={props.delivery.recipients} />
      {waitsFor !== undefined && (
        <p>{t('The channel {waitsFor} is paused: it waits until that is resumed.', { waitsFor })}</p>
      )}
      <div class="actions">
        <Action {...props} deed="attempts" label={state === 'queued' ? t('Try now') : t('Send again')} />
        {canBeTakenBack && <Action {...props} deed="cancellation" label={t('Edit')} />}
        <Action {...props} deed="dismissal" label={t('Do not send')} />
        {state === 'queued' && nextAttemptAt !== null && waitsFor === undefined && (
          <small>{rich('Next try {time}', { time: <Time at={nextAttemptAt} isRelative /> })}</small>
        )}
      </div>
    </div>
  );
}

function Dismissed(props: DeliveryProps) {
  return (
    <div class="delivery waiting">
      <p>
        <Icon name="alert" /> {t('Given up: somebody decided not to send it')}
        {props.delivery.dismissedAt !== null && (
          <>
            {' '}
            <Time at={props.delivery.dismissedAt} isRelative />
          </>
        )}
      </p>
      {props.delivery.evidence !== null && (
        <>
          <p>{t('Until then it was not known whether it had been sent.')}</p>
          {props.delivery.evidence.failure === '' && <Evidence {...props.delivery} />}
        </>
      )}
      <Action {...props} deed="attempts" label={t('Send it after all')} />
    </div>
  );
}

/** What Graph answers says more than that the line has ended. */
function Doubt({ problem }: Pick<DeliveryState, 'problem'>) {
  if (problem?.code.startsWith('graph_') !== true) {
    return (
      <p>
        {t(
          'The connection ended after the message was handed over and before the server confirmed it. It is never sent again unasked.',
        )}
      </p>
    );
  }
  return (
    <p>
      {problem.title}. {problem.cause} {problem.step} {t('It is never sent again unasked.')}
    </p>
  );
}

function Unknown(props: DeliveryProps) {
  return (
    <div class="delivery trouble unknown" role="status">
      <p>
        <strong>
          <Icon name="alert" /> {t('It is not known whether this was sent')}
        </strong>
      </p>
      <Doubt problem={props.delivery.problem} />
      <Recipients recipients={props.delivery.recipients} />
      <Evidence {...props.delivery} />
      <ServerWords text={props.delivery.serverReply} />
      <div class="actions">
        {props.delivery.evidence !== null && <Action {...props} deed="searches" label={t('Look again')} />}
        <Action {...props} deed="confirmation" label={t('It was sent')} />
        <Action {...props} deed="attempts" label={t('It was not: send it again')} />
        <Action {...props} deed="dismissal" label={t('Do not send')} />
      </div>
    </div>
  );
}
