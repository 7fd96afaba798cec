import type { SwitchOffReason, WebhookShape } from '../../src/domain/webhook.ts';
import { CsrfField, Field, Submit } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { t } from '../words.ts';
import { webhooksPath } from './webhook-form.tsx';
import { offReasons, shapeWords } from './webhook-words.ts';

interface WebhookListProps {
  readonly csrf: string;
  readonly webhooks: readonly {
    readonly id: number;
    readonly name: string;
    readonly shape: WebhookShape;
    readonly host: string;
    readonly offBecause: SwitchOffReason | null;
    /** How many deliveries wait. */
    readonly queued: number;
  }[];
  /** For how long the log is kept. */
  readonly days: string;
  readonly error: string | undefined;
}

/** Who is told of what happens. */
export function WebhookListPage({ csrf, webhooks, days, error }: WebhookListProps) {
  return (
    <>
      <SettingsNav active="webhooks" />
      <div class="page-head">
        <h1>{t('Webhooks')}</h1>
        {webhooks.length > 0 && <NewButton />}
      </div>
      <p class="lead">{t('Postroom tells programs and chats of what happens, as it happens.')}</p>
      {webhooks.length === 0 ? (
        <div class="empty">
          <Icon name="note" />
          <h2>{t('No webhooks yet')}</h2>
          <p>{t('Begin with the chat of your team, or with a program that files what came in.')}</p>
          <NewButton />
        </div>
      ) : (
        <ul class="webhooks">
          {webhooks.map((webhook) => (
            <Line {...webhook} />
          ))}
        </ul>
      )}
      {webhooks.length > 0 && <RetentionForm csrf={csrf} days={days} error={error} />}
    </>
  );
}

function RetentionForm({ csrf, days, error }: Pick<WebhookListProps, 'csrf' | 'days' | 'error'>) {
  return (
    <form method="post" action={`${webhooksPath}/retention`} class="apart stack">
      <CsrfField token={csrf} />
      <Field
        name="days"
        label={t('Days that the log of deliveries is kept')}
        value={days}
        error={error}
        isRequired
      />
      <div class="actions">
        <Submit label={t('Save')} tone="plain" />
      </div>
    </form>
  );
}

function Line({ id, name, shape, host, offBecause, queued }: WebhookListProps['webhooks'][number]) {
  return (
    <li>
      <div>
        <a href={`${webhooksPath}/${id}`}>{name}</a>
        <small>
          {shapeWords()[shape]}, {host}
        </small>
        {offBecause !== null && <small>{offReasons()[offBecause]}</small>}
      </div>
      <span class="webhook-state">
        {queued > 0 && <small>{t('{queued, plural, one {# waits} other {# wait}}', { queued })}</small>}
        {offBecause === null ? (
          <span class="badge good">{t('on')}</span>
        ) : (
          <span class={offBecause === 'by_hand' ? 'badge' : 'badge bad'}>{t('off')}</span>
        )}
      </span>
    </li>
  );
}

function NewButton() {
  return (
    <a class="button primary" href={`${webhooksPath}/new`}>
      {t('New webhook')}
    </a>
  );
}
