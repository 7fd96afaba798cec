import { Icon } from '../icon.tsx';
import { say } from '../said.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { Problem, ServerWords } from './delivery-problem.tsx';
import { Recipients } from './delivery-recipients.tsx';
import { DeliveryAction, type DeliveryProps } from './delivery-state.tsx';
import { Scheduled } from './scheduled.tsx';
import { Evidence } from './sent-evidence.tsx';

export function Delivery(props: DeliveryProps) {
  switch (props.delivery.state) {
    case 'sent':
      return <Sent {...props} />;
    case 'sending':
      return <p class="delivery">{t('Sending…')}</p>;
    case 'queued':
      if (props.delivery.sendAt !== null) return <Scheduled {...props} at={props.delivery.sendAt} />;
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
  const { nextAttemptAt, waitsFor, canBeTakenBack, colleague } = props.delivery;
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
            (<Time at={nextAttemptAt} isDue />)
          </>
        )}
      </p>
      {canBeTakenBack && (
        <DeliveryAction
          {...props}
          deed="cancellation"
          label={colleague === null ? t('Undo') : t('Take it over')}
        />
      )}
    </div>
  );
}

function Trouble(props: DeliveryProps & { title: string }) {
  const { nextAttemptAt, state, waitsFor, canBeTakenBack } = props.delivery;
  return (
    <div class={`delivery trouble ${state}`} role="status">
      <Problem {...props.delivery} title={props.title} />
      <Recipients recipients={props.delivery.recipients} />
      {waitsFor !== undefined && (
        <p>{t('The channel {waitsFor} is paused: it waits until that is resumed.', { waitsFor })}</p>
      )}
      <div class="actions">
        <DeliveryAction
          {...props}
          deed="attempts"
          label={state === 'queued' ? t('Try now') : t('Send again')}
        />
        {canBeTakenBack && <DeliveryAction {...props} deed="cancellation" label={t('Edit')} />}
        <DeliveryAction {...props} deed="dismissal" label={t('Do not send')} />
        {state === 'queued' && nextAttemptAt !== null && waitsFor === undefined && (
          <small>{rich('Next try {time}', { time: <Time at={nextAttemptAt} isDue /> })}</small>
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
      <DeliveryAction {...props} deed="attempts" label={t('Send it after all')} />
    </div>
  );
}

/** What Graph answers says more than that the line has ended. */
function Doubt({ problem }: Pick<DeliveryProps['delivery'], 'problem'>) {
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
        {props.delivery.evidence !== null && (
          <DeliveryAction {...props} deed="searches" label={t('Look again')} />
        )}
        <DeliveryAction {...props} deed="confirmation" label={t('It was sent')} />
        <DeliveryAction {...props} deed="attempts" label={t('It was not: send it again')} />
        <DeliveryAction {...props} deed="dismissal" label={t('Do not send')} />
      </div>
    </div>
  );
}
