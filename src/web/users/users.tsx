import { type AccessChoice, accessLabels } from '../../../views/users/access-table.tsx';
import { UserListPage } from '../../../views/users/list-page.tsx';
import { UserPage, type UserPageProps } from '../../../views/users/user-page.tsx';
import { t } from '../../../views/words.ts';
import { findLetter } from '../../db/account-letters.ts';
import { listAccessOfUser, listAllAccess } from '../../db/group-access.ts';
import { listGroups } from '../../db/groups.ts';
import { countUnfinishedOf } from '../../db/kept-counts.ts';
import { findMicrosoftLink, listMicrosoftUsers } from '../../db/microsoft-people.ts';
import { listPasskeyUsers } from '../../db/passkeys.ts';
import { hasSecondFactor, listTotpUsers, loadFactorDemand } from '../../db/second-factors.ts';
import { listSessionsOfUser } from '../../db/sessions.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { getUser, listUsers, type User } from '../../db/users.ts';
import { readAccess } from '../../domain/access.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';

const listPath = '/settings/users';

export function showUsers(web: WebContext) {
  return async (c: WebRequest) => {
    const access = await listAllAccess(web.read);
    const withApp = await listTotpUsers(web.read);
    const withPasskey = await listPasskeyUsers(web.read);
    const withMicrosoft = await listMicrosoftUsers(web.read);
    const rows = (await listUsers(web.read)).map(({ id, name, email, role, isActive, passwordHash }) => {
      const factors = [
        ...(withApp.includes(id) ? ['app'] : []),
        ...(withPasskey.includes(id) ? ['passkey'] : []),
      ];
      const own = access.filter(({ userId }) => userId === id);
      const levels = own.map(({ group, level }) => `${group}: ${accessLabels()[level]}`);
      const isInvited = passwordHash === '' && factors.length === 0 && !withMicrosoft.includes(id);
      return { id, name, email, role, isActive, isInvited, factors, access: levels };
    });
    return renderPage(
      c,
      { title: t('Users'), active: 'settings' },
      <UserListPage csrf={c.get('csrf')} rows={rows} demand={await loadFactorDemand(web.read)} />,
    );
  };
}

export function showNewUser(web: WebContext) {
  return async (c: WebRequest) => render(web, c, undefined, {});
}

export function showUser(web: WebContext) {
  return async (c: WebRequest) => render(web, c, await getUser(web.read, readPathId(c)), {});
}

export function createUser(web: WebContext) {
  return async (c: WebRequest) => {
    const { values, access, password } = await readForm(c);
    const role = readRole(values.role);
    try {
      await web.desk.as(actorOf(c)).call('addUser', {
        ...values,
        role,
        access,
        ...(password === '' ? {} : { password }),
      });
    } catch (error) {
      return render(web, c, undefined, { values, access, fields: fieldsOf(error) });
    }
    const notice =
      password === ''
        ? t('The user is added; an invitation is sent.')
        : t('The user is added and can sign in.');
    return redirectTo(c, listPath, { notice });
  };
}

export function updateUser(web: WebContext) {
  return async (c: WebRequest) => {
    const user = await getUser(web.read, readPathId(c));
    const { values, access } = await readForm(c, user.email);
    try {
      await web.desk.as(actorOf(c)).call('saveUser', {
        userId: user.id,
        name: values.name,
        email: values.email,
        role: readRole(values.role),
        access,
      });
    } catch (error) {
      return render(web, c, user, { values, access, fields: fieldsOf(error) });
    }
    return redirectTo(c, listPath, { notice: t('The user is saved.') });
  };
}

export function setUserPassword(web: WebContext) {
  return async (c: WebRequest) => {
    const user = await getUser(web.read, readPathId(c));
    const { password } = await readForm(c);
    try {
      await web.desk.as(actorOf(c)).call('changePassword', { email: user.email, password });
    } catch (error) {
      return render(web, c, user, { fields: fieldsOf(error) });
    }
    return redirectTo(c, listPath, {
      notice: t('The password is set; all sessions of the user have ended.'),
    });
  };
}

export function switchUser(web: WebContext, isActive: boolean) {
  return async (c: WebRequest) => {
    const user = await getUser(web.read, readPathId(c));
    try {
      await web.desk.as(actorOf(c)).call(isActive ? 'enableUser' : 'disableUser', { email: user.email });
    } catch (error) {
      return render(web, c, user, { fields: fieldsOf(error) });
    }
    if (isActive) return redirectTo(c, listPath, { notice: t('The user is enabled.') });
    // What is left to do with the tickets stands on the user's page.
    const hasTickets = (await countUnfinishedOf(web.read, viewerOf(c.get('user')), user.id)) > 0;
    const page = hasTickets ? `${listPath}/${user.id}#activity-heading` : listPath;
    return redirectTo(c, page, { notice: t('The user is disabled.') });
  };
}

/** POST /settings/users/second-factor: of whom one is demanded. */
export function demandFactor(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readFields(c);
    const demand = { admin: form.text('admin') === 'on', agent: form.text('agent') === 'on' };
    await web.desk.as(actorOf(c)).call('demandSecondFactor', demand);
    return redirectTo(c, listPath, { notice: t('Saved; it counts from everybody’s next request on.') });
  };
}

/** POST /settings/users/:id/second-factor-removal */
export function resetFactor(web: WebContext) {
  return async (c: WebRequest) => {
    const user = await getUser(web.read, readPathId(c));
    try {
      await web.desk.as(actorOf(c)).call('resetSecondFactor', { email: user.email });
    } catch (error) {
      return render(web, c, user, { fields: fieldsOf(error) });
    }
    return redirectTo(c, listPath, {
      notice: t('The second factor is taken away; all sessions of the user have ended.'),
    });
  };
}

/** POST /settings/users/:id/invitations */
export function createInvitation(web: WebContext) {
  return async (c: WebRequest) => {
    const user = await getUser(web.read, readPathId(c));
    try {
      await web.desk.as(actorOf(c)).call('inviteUser', { userId: user.id });
    } catch (error) {
      const { password, form } = fieldsOf(error);
      return render(web, c, user, { fields: { invitation: password ?? form ?? '' } });
    }
    return redirectTo(c, `${listPath}/${user.id}`, { notice: t('An invitation is sent.') });
  };
}

/** POST /settings/users/:id/microsoft-removal */
export function deleteMicrosoftLink(web: WebContext) {
  return async (c: WebRequest) => {
    const user = await getUser(web.read, readPathId(c));
    await web.desk.as(actorOf(c)).call('unlinkMicrosoft', { userId: user.id });
    return redirectTo(c, `${listPath}/${user.id}`, { notice: t('The Microsoft account is taken away.') });
  };
}

/** POST /settings/users/:id/ended-sessions */
export function endSessionsOfUser(web: WebContext) {
  return async (c: WebRequest) => {
    const user = await getUser(web.read, readPathId(c));
    await web.desk.as(actorOf(c)).call('endSessionsOf', { userId: user.id });
    return redirectTo(c, `${listPath}/${user.id}`, { notice: t('The user is signed out everywhere else.') });
  };
}

interface Typed {
  readonly values?: UserPageProps['values'];
  readonly access?: Readonly<Record<string, string>>;
  readonly fields?: UserPageProps['fields'];
}

async function render(web: WebContext, c: WebRequest, user: User | undefined, typed: Typed) {
  const page = (
    <UserPage
      csrf={c.get('csrf')}
      user={user}
      isSelf={user?.id === c.get('user').id}
      hasPassword={user === undefined || user.passwordHash !== ''}
      invitation={user && (await findLetter(web.read, 'invitation', user.email))}
      microsoft={user && (await findMicrosoftLink(web.read, user.id))}
      sessions={user === undefined ? [] : await listSessionsOfUser(web.read, user.id, new Date())}
      unfinishedTickets={
        user === undefined ? 0 : await countUnfinishedOf(web.read, viewerOf(c.get('user')), user.id)
      }
      hasFactor={user !== undefined && (await hasSecondFactor(web.read, user.id))}
      values={typed.values ?? user ?? { name: '', email: '', role: 'agent' }}
      fields={typed.fields ?? {}}
      groups={await listChoices(web, user, typed.access ?? {})}
    />
  );
  const status = typed.fields === undefined ? 200 : 422;
  return renderPage(c, { title: user?.name ?? t('New user'), active: 'settings', status }, page);
}

/** A new user is offered full access to every group: most teams are small, and it stands there to be changed. */
async function listChoices(
  web: WebContext,
  user: User | undefined,
  typed: Readonly<Record<string, string>>,
): Promise<AccessChoice[]> {
  const stored = user === undefined ? [] : await listAccessOfUser(web.read, user.id);
  return (await listGroups(web.read)).map(({ id, name, isActive }) => {
    const level = stored.find(({ groupId }) => groupId === id)?.level;
    const access = readAccess(typed[String(id)]) ?? level ?? (user === undefined ? 'full' : 'none');
    return { id, label: name, note: isActive ? '' : 'inactive', access };
  });
}

/** @param known the address, where the form has none */
async function readForm(c: WebRequest, known = '') {
  const form = await readFields(c);
  const email = form.has('email') ? form.text('email') : known;
  const values = { name: form.text('name'), email, role: form.text('role') };
  return { values, access: form.access(), password: form.text('password') };
}

/** Anything unknown is the lesser role. */
function readRole(text: string): 'admin' | 'agent' {
  return text === 'admin' ? 'admin' : 'agent';
}
