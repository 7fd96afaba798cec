import type { SwitchOffReason } from '../../src/domain/webhook.ts';
import { CsrfField, Notice, Submit } from '../form.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { DeliveryLog, type DeliveryLogProps } from './delivery-log.tsx';
import { FreshSecret } from './fresh-secret.tsx';
import { WebhookForm, type WebhookFormProps, webhooksPath } from './webhook-form.tsx';
import { offReasons } from './webhook-words.ts';

interface WebhookPageProps extends WebhookFormProps {
  readonly title: string;
  /** Said once, straight after it was made. */
  readonly secret: string | undefined;
  /** Undefined for a new one. */
  readonly state:
    | {
        readonly offBecause: SwitchOffReason | null;
        readonly switchedOffAt: Date | null;
        /** Until when the secret before this one signs too. */
        readonly oldSecretUntil: Date | null;
      }
    | undefined;
  readonly log: Pick<DeliveryLogProps, 'deliveries' | 'olderUrl'> | undefined;
}

/** One webhook, or a new one: what it is told of, and what it was sent. */
export function WebhookPage(props: WebhookPageProps) {
  const { csrf, id, title, secret, state, log } = props;
  return (
    <>
      <SettingsNav active="webhooks" />
      <p class="crumb">
        <a href={webhooksPath}>{t('Webhooks')}</a>
      </p>
      <h1>{title}</h1>
      {secret !== undefined && <FreshSecret secret={secret} />}
      {state?.offBecause != null && (
        <Notice tone={state.offBecause === 'by_hand' ? 'info' : 'warning'}>
          <p>
            {offReasons()[state.offBecause]}{' '}
            {t('Switched on again it sends what waits, and is told of what happens from then on.')}
          </p>
        </Notice>
      )}
      {id !== undefined && state !== undefined && <Actions csrf={csrf} id={id} {...state} />}
      {id !== undefined && log !== undefined && <DeliveryLog csrf={csrf} id={id} {...log} />}
      {id !== undefined && <h2>{t('What it is told, and where')}</h2>}
      <WebhookForm {...props} />
      {id !== undefined && (
        <form method="post" action={`${webhooksPath}/${id}/deletion`} class="apart">
          <CsrfField token={csrf} />
          <Submit label={t('Delete this webhook and its log')} tone="danger" />
        </form>
      )}
    </>
  );
}

function Actions(props: { csrf: string; id: number } & NonNullable<WebhookPageProps['state']>) {
  const { csrf, id, offBecause, oldSecretUntil } = props;
  const form = (action: string, label: string) => (
    <form method="post" action={`${webhooksPath}/${id}/${action}`}>
      <CsrfField token={csrf} />
      <Submit label={label} tone="plain" />
    </form>
  );
  return (
    <>
      <div class="webhook-actions">
        {form('tests', t('Send a test'))}
        {offBecause === null ? form('pause', t('Switch off')) : form('resumption', t('Switch on'))}
        {form('secrets', t('Make a new secret'))}
      </div>
      <p class="hint">
        {oldSecretUntil === null
          ? t('After a new secret the old one signs beside it for a day.')
          : rich('The secret before this one signs beside it until {time}.', {
              time: <Time at={oldSecretUntil} />,
            })}
      </p>
    </>
  );
}
