import { CsrfField } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { webhooksPath } from './webhook-form.tsx';

export interface DeliveryLogProps {
  readonly csrf: string;
  readonly id: number;
  readonly deliveries: readonly {
    readonly id: number;
    readonly messageId: string;
    readonly state: 'queued' | 'sent' | 'failed';
    readonly attempts: number;
    readonly status: number | null;
    /** Why the last try was not taken. */
    readonly reason: string | null;
    readonly body: string;
    readonly answer: string | null;
    readonly createdAt: Date;
    readonly triedAt: Date | null;
    readonly nextAttemptAt: Date | null;
  }[];
  /** Undefined on the last page. */
  readonly olderUrl: string | undefined;
}

const states = () =>
  ({
    queued: { label: t('waits'), tone: 'busy' },
    sent: { label: t('taken'), tone: 'good' },
    failed: { label: t('given up'), tone: 'bad' },
  }) as const;

/** What was sent, with what came back, the newest first. */
export function DeliveryLog({ csrf, id, deliveries, olderUrl }: DeliveryLogProps) {
  return (
    <section aria-labelledby="delivery-log">
      <h2 id="delivery-log">{t('Deliveries')}</h2>
      {deliveries.length === 0 ? (
        <p class="hint">{t('None yet. What is sent stands here, with what the receiver answered.')}</p>
      ) : (
        <ul class="deliveries">
          {deliveries.map((delivery) => (
            <li>
              <details>
                <summary>
                  <span class={`badge ${states()[delivery.state].tone}`}>
                    {states()[delivery.state].label}
                  </span>{' '}
                  <Time at={delivery.createdAt} /> <Summary {...delivery} />
                </summary>
                <Delivery csrf={csrf} webhookId={id} {...delivery} />
              </details>
            </li>
          ))}
        </ul>
      )}
      {olderUrl !== undefined && (
        <p>
          <a href={olderUrl}>{t('Older')}</a>
        </p>
      )}
    </section>
  );
}

type Line = DeliveryLogProps['deliveries'][number];

function Summary({ status, reason, attempts, nextAttemptAt }: Line) {
  return (
    <small>
      {reason ?? (status === null ? '' : t('answered {status}', { status }))}{' '}
      {attempts > 1 && t('{attempts, plural, one {# try} other {# tries}}', { attempts })}{' '}
      {attempts > 0 &&
        nextAttemptAt !== null &&
        rich('next {time}', { time: <Time at={nextAttemptAt} isDue /> })}
    </small>
  );
}

function Delivery(props: { csrf: string; webhookId: number } & Line) {
  const { csrf, webhookId, id, messageId, body, answer, triedAt } = props;
  return (
    <div class="delivery">
      <p class="hint">
        {messageId}
        {triedAt !== null && rich(', last try {time}', { time: <Time at={triedAt} /> })}
      </p>
      <h3>{t('Sent')}</h3>
      <pre tabindex={0}>{body}</pre>
      <h3>{t('Answered')}</h3>
      {answer === null || answer === '' ? (
        <p class="hint">{t('Nothing.')}</p>
      ) : (
        <pre tabindex={0}>{answer}</pre>
      )}
      <form method="post" action={`${webhooksPath}/${webhookId}/deliveries/${id}/attempts`}>
        <CsrfField token={csrf} />
        <button type="submit">{t('Send again')}</button>
      </form>
    </div>
  );
}
