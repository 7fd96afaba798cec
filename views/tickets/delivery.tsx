import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { Time } from '../time.tsx';

/** What became of an answer that was sent. */
export interface DeliveryState {
  readonly id: number;
  readonly state: 'queued' | 'sending' | 'sent' | 'failed' | 'unknown';
  readonly nextAttemptAt: Date | null;
  readonly sentAt: Date | null;
  readonly serverReply: string | null;
  /** Nobody has got it, and it can be a draft again. */
  readonly canBeTakenBack: boolean;
  /** What is wrong, in words; undefined while nothing is. */
  readonly problem:
    | {
        readonly title: string;
        readonly cause: string;
        readonly step: string;
        readonly powershell: string | undefined;
      }
    | undefined;
}

export function Delivery({ delivery, csrf }: { delivery: DeliveryState; csrf: string | undefined }) {
  switch (delivery.state) {
    case 'sent':
      return <Sent delivery={delivery} />;
    case 'sending':
      return <p class="delivery">Sending…</p>;
    case 'queued':
      return delivery.problem === undefined ? (
        <div class="delivery waiting">
          <p>
            <Icon name="clock" /> Waiting to be sent
            {delivery.nextAttemptAt !== null && (
              <>
                {' '}
                (<Time at={delivery.nextAttemptAt} isRelative />)
              </>
            )}
          </p>
          {delivery.canBeTakenBack && <TakeBack id={delivery.id} csrf={csrf} label="Undo" />}
        </div>
      ) : (
        <Trouble delivery={delivery} csrf={csrf} title="Not sent yet" />
      );
    case 'failed':
      return <Trouble delivery={delivery} csrf={csrf} title="Not sent" />;
    case 'unknown':
      return <Unknown delivery={delivery} csrf={csrf} />;
  }
}

function Sent({ delivery }: { delivery: DeliveryState }) {
  return (
    <div class="delivery">
      <p title={delivery.serverReply ?? undefined}>
        <Icon name="check" /> Sent {delivery.sentAt !== null && <Time at={delivery.sentAt} isRelative />}
      </p>
      {delivery.problem !== undefined && (
        <p class="delivery-problem">
          {delivery.problem.title}. {delivery.problem.cause}
        </p>
      )}
    </div>
  );
}

function TakeBack({ id, csrf, label }: { id: number; csrf: string | undefined; label: string }) {
  return <Action path={`/outbox/${id}/cancellation`} csrf={csrf} label={label} />;
}

/** Nothing for a person who may only read. */
function Action({ path, csrf, label }: { path: string; csrf: string | undefined; label: string }) {
  if (csrf === undefined) return null;
  return (
    <form method="post" action={path}>
      <CsrfField token={csrf} />
      <button type="submit">{label}</button>
    </form>
  );
}

function Trouble(props: { delivery: DeliveryState; csrf: string | undefined; title: string }) {
  const { problem, nextAttemptAt, serverReply, id, state } = props.delivery;
  return (
    <div class={`delivery trouble ${state}`} role="status">
      <p>
        <strong>
          <Icon name="alert" /> {props.title}
          {problem !== undefined && `: ${problem.title}`}
        </strong>
      </p>
      {problem !== undefined && (
        <p>
          {problem.cause} {problem.step}
        </p>
      )}
      {problem?.powershell !== undefined && <pre>{problem.powershell}</pre>}
      {serverReply !== null && serverReply !== '' && (
        <details>
          <summary>What the server said</summary>
          <samp>{serverReply}</samp>
        </details>
      )}
      <div class="actions">
        <Action
          path={`/outbox/${id}/attempts`}
          csrf={props.csrf}
          label={state === 'queued' ? 'Try now' : 'Try again'}
        />
        {props.delivery.canBeTakenBack && <TakeBack id={id} csrf={props.csrf} label="Edit" />}
        {state === 'queued' && nextAttemptAt !== null && (
          <small>
            Next try <Time at={nextAttemptAt} isRelative />
          </small>
        )}
      </div>
    </div>
  );
}

function Unknown({ delivery, csrf }: { delivery: DeliveryState; csrf: string | undefined }) {
  return (
    <div class="delivery trouble unknown" role="status">
      <p>
        <strong>
          <Icon name="alert" /> It is not known whether this was sent
        </strong>
      </p>
      <p>
        The connection ended after the message was handed over and before the server confirmed it. Look into
        the mailbox’s Sent Items: if the message is there, it was sent.
      </p>
      <div class="actions">
        <Action path={`/outbox/${delivery.id}/confirmation`} csrf={csrf} label="It was sent" />
        <Action path={`/outbox/${delivery.id}/attempts`} csrf={csrf} label="It was not: send it again" />
      </div>
    </div>
  );
}
