import type { CheckLine } from '../../src/domain/diagnosis/connection-check.ts';
import type { MailAccountInput } from '../../src/domain/mail-account.ts';
import { Checkbox, Choice, CsrfField, Field, Notice, Submit } from '../form.tsx';
import { PlainFileNotice } from '../plain-file-notice.tsx';
import { say } from '../said.ts';
import { t } from '../words.ts';
import { AuthorityField } from './authority-field.tsx';
import { CheckLineItem } from './check-page.tsx';
import { DiagnosisCard } from './diagnosis-card.tsx';

export interface MailAccountPageProps {
  readonly csrf: string;
  /** Undefined while the channel is new. */
  readonly channelId: number | undefined;
  readonly values: Omit<MailAccountInput, 'password'>;
  readonly fields: Readonly<Record<string, string>>;
  /** What came of trying the account; undefined before. */
  readonly lines: readonly CheckLine[] | undefined;
  /** Where the settings come from. */
  readonly hint: string | undefined;
  readonly isEncrypted: boolean;
}

/** User name, password and servers of a mailbox; tried before they are saved. */
export function MailAccountPage(props: MailAccountPageProps) {
  const { channelId, values, fields, lines, hint } = props;
  const isNew = channelId === undefined;
  return (
    <>
      <p class="crumb">
        <a href={isNew ? '/channels' : `/channels/${channelId}`}>{isNew ? t('Channels') : values.name}</a>
      </p>
      <h1>{isNew ? t('Add an e-mail account') : t('Account and password')}</h1>
      <p class="lead">
        {t('Postroom signs in for reading and for sending before it saves anything.')}
        {isNew && t(' Nothing is fetched before you have seen what will happen and said start.')}
      </p>
      <PlainFileNotice isEncrypted={props.isEncrypted} />
      {hint !== undefined && (
        <Notice tone="info">
          <p>{hint}</p>
        </Notice>
      )}
      {Object.keys(fields).length > 0 && (
        <Notice tone="error">
          <p>{say(fields.form) || t('Nothing was saved yet: the marked fields need another look.')}</p>
        </Notice>
      )}
      {lines !== undefined && <Tried lines={lines} />}
      <AccountForm {...props} />
    </>
  );
}

function Tried({ lines }: { lines: readonly CheckLine[] }) {
  const failed = lines.flatMap(({ diagnosis }) => diagnosis ?? []);
  const distinct = failed.filter(
    ({ code }, index) => failed.findIndex((each) => each.code === code) === index,
  );
  return (
    <section aria-label={t('What came of trying')}>
      <Notice tone="error">
        <p>
          {t(
            'Nothing was saved: the account does not work like this. Enter the password again for the next try.',
          )}
        </p>
      </Notice>
      <ol class="verdicts">
        {lines.map((line) => (
          <CheckLineItem {...line} />
        ))}
      </ol>
      {distinct.map((diagnosis) => (
        <DiagnosisCard diagnosis={diagnosis} />
      ))}
    </section>
  );
}

function IdentityFields({ values, fields }: MailAccountPageProps) {
  return (
    <div class="pair">
      <Field
        name="address"
        label={t('Address')}
        type="email"
        value={values.address}
        error={fields.address}
        isRequired
      />
      <Field
        name="name"
        label={t('Name')}
        value={values.name}
        error={fields.name}
        placeholder={t('Support')}
        hint={t('Recipients see it beside the address.')}
      />
    </div>
  );
}

function SignInFields({ channelId, values, fields }: MailAccountPageProps) {
  return (
    <div class="pair">
      <Field
        name="userName"
        label={t('User name')}
        value={values.userName}
        error={fields.userName}
        isRequired
      />
      <Field
        name="password"
        label={t('Password')}
        type="password"
        autocomplete="off"
        error={fields.password}
        placeholder={channelId === undefined ? '' : t('saved; leave empty to keep it')}
      />
    </div>
  );
}

const securities = () =>
  [
    ['tls', t('TLS from the start')],
    ['starttls', 'STARTTLS'],
    ['none', t('none: the password travels readable')],
  ] as const;

function Servers(props: MailAccountPageProps) {
  return (
    <>
      <ServerFields {...props} prefix="imap" legend={t('Reading, by IMAP')} />
      <ServerFields {...props} prefix="smtp" legend={t('Sending, by SMTP')} />
      <AuthorityField value={props.values.authority ?? ''} error={props.fields.authority} />
    </>
  );
}

function ServerFields(props: MailAccountPageProps & { prefix: 'imap' | 'smtp'; legend: string }) {
  const { values, fields, prefix, legend } = props;
  const upper = prefix.toUpperCase();
  return (
    <fieldset class="radios server">
      <legend>{legend}</legend>
      <Field
        name={`${prefix}Host`}
        label={t('{upper} server', { upper })}
        value={values[`${prefix}Host`]}
        error={fields[`${prefix}Host`]}
        isRequired
      />
      <div class="pair">
        <Field
          name={`${prefix}Port`}
          label={t('{upper} port', { upper })}
          value={values[`${prefix}Port`]}
          error={fields[`${prefix}Port`]}
          isRequired
        />
        <Choice
          name={`${prefix}Security`}
          label={t('{upper} encryption', { upper })}
          value={values[`${prefix}Security`]}
          error={fields[`${prefix}Security`]}
          options={securities()}
        />
      </div>
    </fieldset>
  );
}

function AccountForm(props: MailAccountPageProps) {
  const { channelId, values, csrf } = props;
  const isNew = channelId === undefined;
  const cancel = isNew ? '/channels' : `/channels/${channelId}`;
  return (
    <form
      method="post"
      action={isNew ? '/channels/new/email' : `/channels/${channelId}/account`}
      class="stack setup"
    >
      <CsrfField token={csrf} />
      {isNew ? (
        <IdentityFields {...props} />
      ) : (
        <p class="hint">{t('Mailbox: {address}', { address: values.address })}</p>
      )}
      <SignInFields {...props} />
      <Servers {...props} />
      <Exceptions {...props} />
      <div class="actions">
        <Submit label={isNew ? t('Try and add') : t('Try and save')} />
        <a href={cancel}>{t('Cancel')}</a>
      </div>
    </form>
  );
}

/** What is asked only where the account would be refused without it. */
function Exceptions({ values, fields, lines }: MailAccountPageProps) {
  const isPrivate = values.allowsPrivate || fields.imapHost !== undefined || fields.smtpHost !== undefined;
  return (
    <>
      {isPrivate && (
        <Checkbox
          name="allowsPrivate"
          label={t('The servers may stand on this machine or in its network')}
          isChecked={values.allowsPrivate}
          hint={t('Otherwise only servers of the open internet are connected to.')}
        />
      )}
      {lines !== undefined && (
        <Checkbox
          name="savesAnyway"
          label={t('Save although it does not work')}
          isChecked={false}
          hint={t(
            'When the server is only down at the moment, or the account is to be migrated to Microsoft 365 next.',
          )}
        />
      )}
    </>
  );
}
