import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { DeliveryAction, type DeliveryProps } from './delivery-state.tsx';
import { LaterFields } from './send-later.tsx';

const since = {
  customer: () => t('The customer has written since: this is not sent unasked'),
  colleague: () => t('Somebody else has answered since: this is not sent unasked'),
};

/** A message that goes out at a time that somebody has chosen, unless the customer or a colleague writes before. */
export function Scheduled(props: DeliveryProps & { readonly at: Date }) {
  const { at } = props;
  const { asksFor, canBeTakenBack } = props.delivery;
  const isAsking = asksFor !== null;
  return (
    <div
      class={isAsking ? 'delivery trouble queued' : 'delivery waiting'}
      role={isAsking ? 'status' : undefined}
    >
      {isAsking ? (
        <p>
          <strong>
            <Icon name="alert" /> {since[asksFor]()}
          </strong>
          <br />
          {rich('It was to go out {time}. Read the new message, then send, change or drop this one.', {
            time: <Time at={at} />,
          })}
        </p>
      ) : (
        <p>
          <Icon name="clock" /> {rich('Goes out {time}', { time: <Time at={at} /> })}
        </p>
      )}
      <div class="actions">
        <DeliveryAction {...props} deed="attempts" label={isAsking ? t('Send anyway') : t('Send now')} />
        {canBeTakenBack && <DeliveryAction {...props} deed="cancellation" label={t('Edit')} />}
        <DeliveryAction {...props} deed="dismissal" label={t('Do not send')} />
        <OtherTime {...props} />
      </div>
    </div>
  );
}

function OtherTime({ delivery, csrf, back }: DeliveryProps) {
  if (csrf === undefined) return null;
  return (
    <details class="more-menu send-later">
      <summary>{t('Another time')}</summary>
      <form method="post" action={`/outbox/${delivery.id}/time`}>
        <CsrfField token={csrf} />
        {back !== undefined && <input type="hidden" name="back" value={back} />}
        <LaterFields value="" error={undefined} />
      </form>
    </details>
  );
}
