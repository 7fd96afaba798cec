import type { AlertSettingsInput } from '../../src/domain/alert-settings.ts';
import { listChoices } from '../facts/value-words.ts';
import { Checkbox, Choice, CsrfField, Field, Notice, Radios, Submit } from '../form.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { FreshSecret } from '../webhooks/fresh-secret.tsx';
import { PrivateAddressBox } from '../webhooks/private-address-box.tsx';
import { t } from '../words.ts';
import { type AlertLine, AlertLog } from './alert-log.tsx';

interface AlertsPageProps {
  readonly csrf: string;
  readonly values: AlertSettingsInput;
  readonly fields: Readonly<Record<string, string>>;
  /** Whether a way is saved. */
  readonly isSet: boolean;
  /** Said once, straight after it was made. */
  readonly secret: string | undefined;
  /** Whether what is posted carries a signature. */
  readonly isSigned: boolean;
  readonly hasPassword: boolean;
  readonly channels: readonly { readonly id: number; readonly name: string }[];
  /** The channel that alerts are sent from fails itself. */
  readonly failingRoute: boolean;
  /** The newest come first. */
  readonly alerts: readonly AlertLine[];
}

/** Who hears of a broken mailbox, and by which other way. */
export function AlertsPage(props: AlertsPageProps) {
  const { values, alerts } = props;
  return (
    <>
      <SettingsNav active="alerts" />
      <h1>{t('Alerts')}</h1>
      <p class="lead">
        {t(
          'One message when a channel fails for longer than a while, one when it works again, and warnings before a secret or a sign-in runs out. Choose a way that still works when the mailbox does not.',
        )}
      </p>
      <Notices {...props} />
      {props.secret !== undefined && <SavedWithSecret secret={props.secret} />}
      <form method="post" action="/settings/alerts" class="stack alerts">
        <CsrfField token={props.csrf} />
        <MinutesField {...props} />
        <RouteChoice values={values} />
        <ChannelFields {...props} />
        <SmtpFields {...props} />
        <RecipientsField {...props} />
        <WebhookFields {...props} />
        <div class="actions">
          <Submit label={t('Save')} />
        </div>
      </form>
      {props.isSet && (
        <form method="post" action="/settings/alerts/tests" class="actions">
          <CsrfField token={props.csrf} />
          <Submit label={t('Send a test')} tone="quiet" />
        </form>
      )}
      {props.isSet && values.route === 'webhook' && <SecretForm {...props} />}
      <AlertLog lines={alerts} />
    </>
  );
}

function SavedWithSecret({ secret }: { secret: string }) {
  return (
    <>
      <Notice tone="success">{t('Saved. Press the test button to see that it arrives.')}</Notice>
      <FreshSecret secret={secret} />
    </>
  );
}

function SecretForm({ csrf, isSigned }: AlertsPageProps) {
  return (
    <form method="post" action="/settings/alerts/secrets">
      <CsrfField token={csrf} />
      <p class="hint">
        {isSigned
          ? t('What is posted is signed, as Standard Webhooks says. A new secret counts at once.')
          : t('What is posted is not signed yet: make a secret, and give it to the receiver.')}
      </p>
      <div class="actions">
        <Submit label={isSigned ? t('Make a new secret') : t('Make a secret')} tone="quiet" />
      </div>
    </form>
  );
}

function RouteChoice({ values }: { values: AlertSettingsInput }) {
  return (
    <Radios
      name="route"
      legend={t('Way')}
      value={values.route}
      options={listChoices('route', {
        none: t('The pages show failures and warnings anyway.'),
        channel: t('Where it fails itself, another channel sends.'),
        webhook: t('A JSON POST, for chat and monitoring.'),
      })}
    />
  );
}

function ChannelFields({ values, fields, channels }: AlertsPageProps) {
  return (
    <div class="for-channel">
      <Choice
        name="channelId"
        label={t('Channel')}
        value={values.channelId}
        error={fields.channelId}
        options={[['', t('Choose…')], ...channels.map(({ id, name }) => [String(id), name] as const)]}
      />
    </div>
  );
}

function SmtpFields(props: AlertsPageProps) {
  const { values, fields } = props;
  return (
    <div class="for-smtp stack">
      <Field
        name="smtpHost"
        label={t('SMTP server')}
        value={values.smtpHost}
        error={fields.smtpHost}
        placeholder="smtp.example.com"
      />
      <SmtpSignIn {...props} />
      <Field
        name="smtpFrom"
        label={t('Sender')}
        value={values.smtpFrom}
        error={fields.smtpFrom}
        placeholder="postroom@example.com"
      />
      <Checkbox
        name="allowsPrivateServer"
        label={t('Allow a server on this machine or in its network')}
        isChecked={values.allowsPrivate}
      />
    </div>
  );
}

function WebhookFields({ values, fields }: AlertsPageProps) {
  return (
    <div class="for-webhook stack">
      <Field
        name="url"
        label={t('Address')}
        value={values.url}
        error={fields.url}
        placeholder="https://example.com/hook"
        hint={t(
          'It gets id, kind (failure, recovery, expiry, test), channelId, subject, text and at. Redirects are not followed.',
        )}
      />
      <PrivateAddressBox isChecked={values.allowsPrivate} />
    </div>
  );
}

/** What is wrong with the way, or with what was typed. */
function Notices({ alerts, fields, failingRoute }: AlertsPageProps) {
  const last = alerts.find(({ endedAt, failure }) => endedAt !== null || failure !== null);
  return (
    <>
      {last !== undefined && last.failure !== null && last.state !== 'sent' && (
        <Notice tone="error">
          <p>
            {t('The last alert did not arrive: {failure} Mend the way below and press the test button.', {
              failure: last.failure,
            })}
          </p>
        </Notice>
      )}
      {failingRoute && (
        <Notice tone="warning">
          <p>
            {t(
              'The channel that alerts are sent from fails itself; its alerts may not arrive. Choose another way.',
            )}
          </p>
        </Notice>
      )}
      {Object.keys(fields).length > 0 && (
        <Notice tone="error">
          <p>{t('Nothing was saved: the marked fields need another look.')}</p>
        </Notice>
      )}
    </>
  );
}

function RecipientsField({ values, fields }: AlertsPageProps) {
  return (
    <div class="for-mail">
      <Field
        name="to"
        label={t('Recipients')}
        value={values.to}
        error={fields.to}
        placeholder="oncall@example.com"
        hint={t('Addresses, with commas between. Not one of the mailboxes that Postroom reads.')}
      />
    </div>
  );
}

function MinutesField({ values, fields }: AlertsPageProps) {
  return (
    <Field
      name="minutes"
      label={t('Minutes that a channel has to fail')}
      value={values.minutes}
      error={fields.minutes}
      hint={t('Short disturbances heal by themselves; 15 is a good beginning.')}
      isRequired
    />
  );
}

function SmtpSignIn({ values, fields, hasPassword }: AlertsPageProps) {
  return (
    <div class="pair">
      <Field name="smtpPort" label={t('Port')} value={values.smtpPort} error={fields.smtpPort} />
      <Choice
        name="smtpSecurity"
        label={t('Encryption')}
        value={values.smtpSecurity}
        error={fields.smtpSecurity}
        options={[
          ['tls', t('TLS from the start')],
          ['starttls', 'STARTTLS'],
          ['none', t('none')],
        ]}
      />
      <Field
        name="smtpUserName"
        label={t('User name')}
        value={values.smtpUserName}
        error={fields.smtpUserName}
        hint={t('Empty: the server takes mail without a sign-in.')}
      />
      <Field
        name="smtpPassword"
        label={t('Password')}
        type="password"
        error={fields.smtpPassword}
        placeholder={hasPassword ? t('saved; leave empty to keep it') : ''}
      />
    </div>
  );
}
