import type { Warning } from '../../src/domain/expiry.ts';
import { ExpiryNotice } from '../channels/expiry-notice.tsx';
import { Checkbox, Choice, CsrfField, Field, Notice, Submit } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { PlainFileNotice } from '../plain-file-notice.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { rich, t } from '../words.ts';
import { AppList, type ListedApp } from './app-list.tsx';
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
        <RegisterText />
      </Step>
      <Step number={2} title={t('Copy its identity')} field={<IdentityFields {...props} />}>
        <p>
          {rich(
            "Entra now shows the app's <b>Overview</b>. Copy <b2>Application (client) ID</b2> and <b3>Directory (tenant) ID</b3> from there.",
            { b: (words) => <b>{words}</b>, b2: (words) => <b>{words}</b>, b3: (words) => <b>{words}</b> },
          )}
        </p>
      </Step>
      <Step number={3} title={t('Make a secret')} field={<SecretField {...props} />}>
        <p>
          {rich(
            'Open <b>Certificates & secrets</b>, <b2>New client secret</b2>, and choose the longest expiry that your rules allow. Copy the column <b3>Value</b3> at once: Entra never shows it again. The column <b4>Secret ID</b4> is not needed.',
            {
              b: (words) => <b>{words}</b>,
              b2: (words) => <b>{words}</b>,
              b3: (words) => <b>{words}</b>,
              b4: (words) => <b>{words}</b>,
            },
          )}
        </p>
        <p>
          {rich(
            'A certificate is the safer way: save the app without a secret, and make one under <b>Credentials</b>.',
            { b: (words) => <b>{words}</b> },
          )}
        </p>
      </Step>
      <Step number={4} title={t('Add the permissions')} field={<PermissionTable />}>
        <p>
          {rich(
            'Open <b>API permissions</b>, <b2>Add a permission</b2>, <b3>Microsoft Graph</b3>, <b4>Delegated permissions</b4>, and tick these. With <b5>Grant admin consent</b5> nobody is asked again; without it everybody who adds a mailbox is.',
            {
              b: (words) => <b>{words}</b>,
              b2: (words) => <b>{words}</b>,
              b3: (words) => <b>{words}</b>,
              b4: (words) => <b>{words}</b>,
              b5: (words) => <b>{words}</b>,
            },
          )}
        </p>
        <p>
          A mailbox that nobody signs in for needs other ones: Add Account leads to a page that names them.
        </p>
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

function RegisterText() {
  return (
    <>
      <p>
        {rich(
          'Open <a>App registrations in Entra</a> and press <b>New registration</b>. Name it Postroom. Under <b2>Supported account types</b2> take <b3>this organizational directory only</b3>, unless mailboxes of other directories or personal accounts shall be added too.',
          {
            a: (words) => (
              <a
                href="https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationsListBlade"
                rel="noreferrer"
              >
                {words}
              </a>
            ),
            b: (words) => <b>{words}</b>,
            b2: (words) => <b>{words}</b>,
            b3: (words) => <b>{words}</b>,
          },
        )}
      </p>
      <p>
        {rich(
          'As <b>Redirect URI</b> choose the platform <b2>Web</b2> (not single-page application) and paste the Callback URL. Then press <b3>Register</b3>.',
          { b: (words) => <b>{words}</b>, b2: (words) => <b>{words}</b>, b3: (words) => <b>{words}</b> },
        )}
      </p>
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
        <button type="button" data-copy="callback-url">
          <Icon name="copy" /> <span data-copy-label>{t('Copy')}</span>
        </button>
      </div>
      {error !== undefined && (
        <p class="field-error" id="callback-error">
          {error}
        </p>
      )}
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
        options={clouds.map(({ id, name }) => [id, name] as const)}
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
