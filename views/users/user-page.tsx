import { Notice } from '../form.tsx';
import { say } from '../said.ts';
import { SettingsNav } from '../settings-nav.tsx';
import { t } from '../words.ts';
import {
  ActivityForm,
  FactorForm,
  type Invitation,
  InvitationForm,
  MicrosoftForm,
  type MicrosoftLink,
  PasswordForm,
} from './user-care.tsx';
import { UserForm, type UserFormProps } from './user-form.tsx';
import { type UserSession, UserSessions } from './user-sessions.tsx';

export interface UserPageProps extends UserFormProps {
  readonly isSelf: boolean;
  readonly hasPassword: boolean;
  readonly microsoft: MicrosoftLink | undefined;
  readonly invitation: Invitation | undefined;
  readonly hasFactor: boolean;
  /** Of which the user is the owner. */
  readonly unfinishedTickets: number;
  readonly sessions: readonly UserSession[];
}

export function UserPage(props: UserPageProps) {
  const { user, fields } = props;
  return (
    <>
      <SettingsNav active="users" />
      <p class="crumb">
        <a href="/settings/users">{t('Users')}</a>
      </p>
      <div class="page-head">
        <h1>{user?.name ?? t('New user')}</h1>
        <span>
          {user?.isActive === false && <span class="badge">{t('disabled')}</span>}{' '}
          <span class="hint">{user?.email}</span>
        </span>
      </div>
      {Object.keys(fields).length > 0 && (
        <Notice tone="error">
          <p>{say(fields.form) || t('Nothing was saved: the marked fields need another look.')}</p>
        </Notice>
      )}
      <UserForm {...props} />
      {user !== undefined && <UserCare {...props} user={user} />}
    </>
  );
}

interface UserCareProps extends UserPageProps {
  readonly user: NonNullable<UserPageProps['user']>;
}

function UserCare(props: UserCareProps) {
  const { user, fields } = props;
  return (
    <>
      {props.microsoft !== undefined && (
        <MicrosoftForm csrf={props.csrf} userId={user.id} link={props.microsoft} />
      )}
      {!props.hasPassword && props.microsoft === undefined && (
        <InvitationForm
          csrf={props.csrf}
          userId={user.id}
          invitation={props.invitation}
          error={fields.invitation}
        />
      )}
      <UserSessions csrf={props.csrf} userId={user.id} sessions={props.sessions} />
      <PasswordForm csrf={props.csrf} userId={user.id} error={fields.password} />
      {props.hasFactor && !props.isSelf && <FactorForm csrf={props.csrf} userId={user.id} />}
      <ActivityForm
        csrf={props.csrf}
        user={user}
        isSelf={props.isSelf}
        unfinishedTickets={props.unfinishedTickets}
      />
    </>
  );
}
