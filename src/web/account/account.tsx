import { AccountPage, type AccountPageProps } from '../../../views/account/account-page.tsx';
import { accessLabels } from '../../../views/users/access-table.tsx';
import { t } from '../../../views/words.ts';
import { listAllAccess } from '../../db/group-access.ts';
import { isLocalWayClosed } from '../../db/microsoft-people.ts';
import { hasSecondFactor } from '../../db/second-factors.ts';
import { listSessionsOfUser } from '../../db/sessions.ts';
import { findUserSignature } from '../../db/signatures.ts';
import type { User } from '../../db/users.ts';
import { isPageLanguage } from '../../domain/page-language.ts';
import { noSignature, type Signature } from '../../domain/signature.ts';
import { sessionKey } from '../../domain/token.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { showSignature } from '../signature-form.ts';

export function showAccount(web: WebContext) {
  return async (c: WebRequest) => renderAccount(web, c, undefined);
}

export function changeOwnPassword(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readFields(c);
    try {
      const password = form.text('password');
      if (c.get('user').passwordHash === '')
        await web.desk.as(actorOf(c)).call('setOwnPassword', { password });
      else {
        const current = form.text('current');
        await web.desk.as(actorOf(c)).call('changeOwnPassword', { current, password });
      }
    } catch (error) {
      return renderAccount(web, c, fieldsOf(error));
    }
    return redirectTo(c, '/account', {
      notice: t('The password is changed; your other sessions have ended.'),
    });
  };
}

/** POST /account/place: in which language the person reads, and by which clock. */
export function chooseOwnPlace(web: WebContext) {
  return async (c: WebRequest) => {
    const { text } = await readFields(c);
    const chosen = text('language');
    const language = isPageLanguage(chosen) ? chosen : '';
    const timeZone = text('timeZone').trim();
    try {
      await web.desk.as(actorOf(c)).call('chooseOwnPlace', { language, timeZone });
    } catch (error) {
      return renderAccount(web, c, fieldsOf(error), { place: { language: chosen, timeZone } });
    }
    return redirectTo(c, '/account', { notice: t('Saved.') });
  };
}

export function endSessions(web: WebContext) {
  return async (c: WebRequest) => {
    const key = (await readFields(c)).text('session');
    await web.desk.as(actorOf(c)).call('endOwnSessions', { key });
    return redirectTo(c, '/account', { notice: t('Signed out there.') });
  };
}

/** What was refused, as it was typed. */
interface TypedAccount {
  readonly signature?: Signature & { readonly withGroup: boolean };
  readonly place?: Pick<AccountPageProps, 'language' | 'timeZone'>;
}

export async function renderAccount(
  web: WebContext,
  c: WebRequest,
  fields: AccountPageProps['fields'] | undefined,
  typed: TypedAccount = {},
): Promise<Response> {
  const { id, name, email, role } = c.get('user');
  const { language, timeZone } = typed.place ?? c.get('user');
  const sessions = await listSessionsOfUser(web.read, id, new Date());
  const access = (await listAllAccess(web.read)).filter(({ userId }) => userId === id);
  const signature = typed.signature ??
    (await findUserSignature(web.read, id)) ?? { ...noSignature, withGroup: false };
  const page = (
    <AccountPage
      csrf={c.get('csrf')}
      name={name}
      email={email}
      role={role}
      access={access.map(({ group, level }) => `${group}: ${accessLabels()[level]}`)}
      sessions={sessions.map(({ tokenHash, userAgent, createdAt, seenAt }) => ({
        key: sessionKey(tokenHash),
        userAgent,
        createdAt,
        seenAt,
        isThis: tokenHash === c.get('sessionHash'),
      }))}
      password={await findPasswordState(web, c.get('user'))}
      hasFactor={await hasSecondFactor(web.read, id)}
      language={language}
      timeZone={timeZone}
      signature={{
        ...(await showSignature(web, { userId: id }, signature)),
        withGroup: signature.withGroup,
      }}
      fields={fields ?? {}}
    />
  );
  return renderPage(c, { title: t('Your account'), status: fields === undefined ? 200 : 422 }, page);
}

async function findPasswordState(web: WebContext, user: User): Promise<AccountPageProps['password']> {
  if (user.passwordHash !== '') return 'there';
  return (await isLocalWayClosed(web.read, user.id)) ? 'useless' : 'none';
}
