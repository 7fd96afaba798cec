import { nameChoice } from '../facts/value-words.ts';
import type { SignatureValues } from '../signature-field.tsx';
import { t } from '../words.ts';
import { BrowserNotifications } from './browser-notifications.tsx';
import { FirstPassword, PasswordForm } from './password-forms.tsx';
import { PlaceForm } from './place-form.tsx';
import { SessionList, type SessionRow } from './session-list.tsx';
import { SignatureForm } from './signature-form.tsx';

export interface AccountPageProps {
  readonly csrf: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
  /** "Support: full", one for each group with access. */
  readonly access: readonly string[];
  readonly sessions: readonly SessionRow[];
  /** `useless`: nobody is let in by one here. */
  readonly password: 'there' | 'none' | 'useless';
  readonly hasFactor: boolean;
  /** '': the desk's. */
  readonly language: string;
  /** '': the browser's. */
  readonly timeZone: string;
  readonly signature: SignatureValues & { readonly withGroup: boolean };
  readonly fields: Readonly<Record<string, string>>;
}

/** What a person can see and do about his own account. */
export function AccountPage(props: AccountPageProps) {
  const { csrf, fields } = props;
  return (
    <>
      <h1>{t('Your account')}</h1>
      <AccountFacts {...props} />
      <BrowserNotifications />
      <PlaceForm csrf={csrf} language={props.language} timeZone={props.timeZone} error={fields.timeZone} />
      <SignatureForm csrf={csrf} signature={props.signature} fields={fields} />
      <SessionList csrf={csrf} sessions={props.sessions} />
      {props.password === 'there' && <PasswordForm csrf={csrf} fields={fields} />}
      {props.password === 'none' && <FirstPassword csrf={csrf} fields={fields} />}
    </>
  );
}

function AccountFacts({ name, email, role, access, hasFactor }: AccountPageProps) {
  return (
    <dl class="facts">
      <dt>{t('Name')}</dt>
      <dd>{name}</dd>
      <dt>{t('E-mail address')}</dt>
      <dd>{email}</dd>
      <dt>{t('Role')}</dt>
      <dd>{nameChoice('role', role)}</dd>
      <dt>{t('Groups')}</dt>
      <dd>{role === 'admin' ? t('all: full') : access.join(', ') || t('none yet; ask an admin')}</dd>
      <dt>{t('Second factor and passkeys')}</dt>
      <dd>
        <a href="/account/second-factor">{hasFactor ? t('set up') : t('none: set one up')}</a>
      </dd>
      <dt>{t('API tokens')}</dt>
      <dd>
        <a href="/account/tokens">{t('What programs sign in with')}</a>
      </dd>
      <dt>{t('Notifications')}</dt>
      <dd>
        <a href="/notifications">{t('What you are told, in the page and by mail')}</a>
      </dd>
    </dl>
  );
}
