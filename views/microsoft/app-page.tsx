import type { Warning } from '../../src/domain/expiry.ts';
import { ExpiryNotice } from '../channels/expiry-notice.tsx';
import { Checkbox, Choice, CsrfField, Field, FieldError, Notice, Submit } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { PlainFileNotice } from '../plain-file-notice.tsx';
import { say } from '../said.ts';
import { SettingsNav } from '../settings-nav.tsx';
import { t } from '../words.ts';
import { AppList, type ListedApp } from './app-list.tsx';
import { IdentityText, PermissionText, RegisterText, SecretText } from './app-texts.tsx';
import { CheckResult, type PartVerdict } from './check-result.tsx';
import { Credentials, type CredentialsProps } from './credentials.tsx';
import { MoveChannels } from './move-channels.tsx';
import { PermissionTable } from './permission-table.tsx';
import { Step } from './step.tsx';

export interface AppPageProps {
  readonly csrf: string;
  readonly callbackUrl: string;
  readonly values: {
    readonly clientId: string;
    readonly tenant: string;
    readonly cloud: string;
    readonly secretExpiresOn?: string | undefined;
    /** As it was typed into a form that was refused: Entra never shows it again. */
    readonly clientSecret?: string | undefined;
    readonly movesChannels?: boolean;
    readonly name?: string | undefined;
    readonly hasNoSecret?: boolean;
  };
  readonly apps: readonly ListedApp[];
  readonly shown: number | 'new';
  /** Undefined until the app is saved. */
  readonly credentials: CredentialsProps | undefined;
  readonly warnings: readonly Warning[];
  readonly fields: Readonly<Record<string, string>>;
  readonly hasSecret: boolean;
  readonly isEncrypted: boolean;
  readonly isSaved: boolean;
  readonly clouds: readonly { readonly id: string; readonly name: string }[];
  /** The admin center of Entra; undefined until the app is saved. */
  readonly portal: string | undefined;
  readonly verdicts: readonly PartVerdict[] | undefined;
}

/** Connect Microsoft 365 App: what to do in Entra stands beside the field that it fills. */
export function AppPage(props: AppPageProps) {
  const { fields } = props;
  return (
    <>
      <SettingsNav active="microsoft" />
      <h1>{t('Connect Microsoft 365 App')}</h1>
      <p class="lead">
        {t(
          'Postroom signs in to your mailboxes through an app that you register once in your own directory. It takes about five minutes and needs somebody who may register apps in Entra.',
        )}
      </p>
      <AppList apps={props.apps} shown={props.shown} />
      <ExpiryNotice warnings={props.warnings} />
      <PlainFileNotice isEncrypted={props.isEncrypted} />
      <Refusal fields={fields} />
      <Steps {...props} />
      {props.verdicts !== undefined && <CheckResult verdicts={props.verdicts} />}
      {props.credentials !== undefined && <Credentials {...props.credentials} />}
    </>
  );
}

/** What is done in Entra, and what is entered here for it. */
function Steps(props: AppPageProps) {
  return (
    <form method="post" action="/settings/microsoft" class="app-steps">
      <CsrfField token={props.csrf} />
      <input type="hidden" name="app" value={String(props.shown)} />
      <Step number={1} title={t('Register the app')} field={<CallbackField {...props} />}>
        <RegisterText portal={props.portal} />
      </Step>
      <Step number={2} title={t('Copy its identity')} field={<IdentityFields {...props} />}>
        <IdentityText />
      </Step>
      <Step number={3} title={t('Make a secret')} field={<SecretField {...props} />}>
        <SecretText />
      </Step>
      <Step number={4} title={t('Add the permissions')} field={<PermissionTable />}>
        <PermissionText />
      </Step>
      <Actions {...props} />
    </form>
  );
}

function Refusal({ fields }: Pick<AppPageProps, 'fields'>) {
  if (Object.keys(fields).length === 0) return null;
  return (
    <Notice tone="error">
      <p>
        {t('Nothing was saved yet: {movesChannels}', {
          movesChannels: fields.movesChannels ?? t('the marked fields need another look.'),
        })}
      </p>
    </Notice>
  );
}

function Actions({ fields, values, isSaved, shown }: AppPageProps) {
  return (
    <>
      <MoveChannels isAsked={fields.movesChannels !== undefined} isChosen={values.movesChannels === true} />
      <div class="actions">
        <Submit label={t('Save')} />
        {isSaved && (
          <button type="submit" formaction="/settings/microsoft/checks">
            <Icon name="circle-check" /> {t('Check')}
          </button>
        )}
        {fields.movesChannels !== undefined && shown !== 'new' && (
          <button type="submit" name="as" value="further">
            {t('Connect it as a further app')}
          </button>
        )}
        {isSaved && <a href="/channels">{t('Go on to the channels')}</a>}
      </div>
    </>
  );
}

function CallbackField({ callbackUrl, fields }: AppPageProps) {
  const error = fields.callbackUrl;
  return (
    <div class={error === undefined ? 'field' : 'field has-error'}>
      <label for="callback-url">{t('Callback URL')}</label>
      <div class="copy-row">
        <input
          id="callback-url"
          readonly
          value={callbackUrl}
          aria-describedby={error === undefined ? undefined : 'callback-error'}
        />
        <button type="button" class="needs-script" data-copy="callback-url">
          <Icon name="copy" /> <span data-copy-label>{t('Copy')}</span>
        </button>
      </div>
      <FieldError id="callback-error" error={error} />
    </div>
  );
}

function IdentityFields({ values, fields, clouds, apps, shown }: AppPageProps) {
  return (
    <>
      <Field
        name="clientId"
        label={t('Client ID')}
        value={values.clientId}
        error={fields.clientId}
        placeholder="00000000-0000-0000-0000-000000000000"
      />
      <Field
        name="tenant"
        label={t('Tenant UUID/Name')}
        value={values.tenant === 'common' ? '' : values.tenant}
        error={fields.tenant}
        hint={t(
          'Empty only when the app takes accounts of several directories; consumers when it takes personal ones alone.',
        )}
      />
      <NameField {...{ apps, shown, values }} />
      <Choice
        name="cloud"
        label={t('Cloud')}
        value={values.cloud}
        error={fields.cloud}
        options={clouds.map(({ id, name }) => [id, say(name)] as const)}
      />
    </>
  );
}

/** One app needs no name. */
function NameField({ apps, shown, values }: Pick<AppPageProps, 'apps' | 'shown' | 'values'>) {
  if (apps.length < (shown === 'new' ? 1 : 2)) return null;
  return (
    <Field
      name="name"
      label={t('Name')}
      value={values.name}
      hint={t('For you, to tell the apps apart; for instance the organisation it belongs to.')}
    />
  );
}

function SecretField({ values, fields, hasSecret }: AppPageProps) {
  return (
    <>
      <Field
        name="clientSecret"
        label={t('Client Secret')}
        type="password"
        value={values.clientSecret}
        autocomplete="off"
        error={fields.clientSecret}
        placeholder={hasSecret ? t('saved; leave empty to keep it') : ''}
        hint={hasSecret ? t('A new secret serves every channel at once.') : undefined}
      />
      <Field
        name="secretExpiresOn"
        label={t('Day on which the secret expires')}
        type="date"
        value={values.secretExpiresOn ?? ''}
        error={fields.secretExpiresOn}
        hint={t('Entra shows it beside the secret; you are warned 30, 14, 7 days and 1 day ahead.')}
      />
      {!hasSecret && (
        <Checkbox
          name="hasNoSecret"
          label={t('No secret: a certificate or a token is set up after saving')}
          isChecked={values.hasNoSecret === true}
        />
      )}
    </>
  );
}
