import type { TokenFormProps } from '../../../views/account/token-form.tsx';
import { TokensPage } from '../../../views/account/tokens-page.tsx';
import { t } from '../../../views/words.ts';
import { listApiTokens } from '../../db/api-tokens.ts';
import { listGroupsOf } from '../../db/group-access.ts';
import { listGroups } from '../../db/groups.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { adminScopes, isTokenScope, tokenScopes, usualTokenDays } from '../../domain/token-scope.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readForm } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';

type Values = TokenFormProps['values'];

const untouched: Values = { name: '', days: String(usualTokenDays), scopes: ['tickets:read'], groupIds: [] };

/** GET /account/tokens */
export function showTokens(web: WebContext) {
  return async (c: WebRequest) => render(web, c, { values: untouched, fields: {}, fresh: undefined });
}

/** POST /account/tokens: the answer shows the token, and nothing shows it again. */
export function createToken(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readForm(c);
    const values = {
      name: String(form.get('name') ?? ''),
      days: String(form.get('days') ?? ''),
      scopes: form.getAll('scopes').map(String),
      groupIds: form.getAll('groups').map(String),
    };
    try {
      const made = await web.desk.as(actorOf(c)).call('createApiToken', {
        name: values.name,
        days: Number(values.days),
        scopes: values.scopes.filter(isTokenScope),
        ...(values.groupIds.length === 0 ? {} : { groupIds: values.groupIds.map(Number) }),
      });
      return await render(web, c, { values: untouched, fields: {}, fresh: made.token });
    } catch (error) {
      return render(web, c, { values, fields: fieldsOf(error), fresh: undefined });
    }
  };
}

/** POST /account/tokens/:id/revocation */
export function createRevocation(web: WebContext) {
  return async (c: WebRequest) => {
    await web.desk.as(actorOf(c)).call('revokeApiToken', { tokenId: readPathId(c) });
    return redirectTo(c, '/account/tokens', { notice: t('The token has ended.') });
  };
}

interface Shown {
  readonly values: Values;
  readonly fields: Readonly<Record<string, string>>;
  readonly fresh: string | undefined;
}

async function render(web: WebContext, c: WebRequest, { values, fields, fresh }: Shown) {
  const user = c.get('user');
  const isAdmin = user.role === 'admin';
  const tokens = await listApiTokens(web.read, isAdmin ? undefined : user.id);
  const names = new Map((await listGroups(web.read)).map(({ id, name }) => [id, name]));
  const now = new Date();
  const page = (
    <TokensPage
      csrf={c.get('csrf')}
      tokens={tokens.map(({ id, name, userName, scopes, groupIds, expiresAt, lastUsedAt, revokedAt }) => ({
        id,
        name,
        owner: userName,
        scopes,
        expiresAt,
        lastUsedAt,
        groups: groupIds?.map((groupId) => names.get(groupId) ?? String(groupId)),
        state: revokedAt !== null ? 'revoked' : expiresAt > now ? 'good' : 'ended',
      }))}
      offered={tokenScopes.filter((scope) => isAdmin || !adminScopes.includes(scope))}
      groups={await listGroupsOf(web.read, viewerOf(user), 'read')}
      values={values}
      fields={fields}
      fresh={fresh}
    />
  );
  const status = Object.keys(fields).length === 0 ? 200 : 422;
  return renderPage(c, { title: t('API tokens'), status }, page);
}
