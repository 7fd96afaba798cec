import { type Context, Hono } from 'hono';
import { findMailbox, findPerson } from './directory.ts';
import type { EntraState } from './entra-state.ts';

/**
 * Token introspection (RFC 7662) for Dovecot's oauth2 passdb, which compares the user name of the answer with
 * the one of the login. `/introspect` names the token's own mailbox; `/introspect/<address>` names that address
 * when the token may open it, which is how a delegate's token opens a shared mailbox: one passdb block for each
 * shared address, with username_filter.
 * The token comes as `token` in the form or query, or as a Bearer header (introspection_mode post, get, auth).
 */
export function createIntrospection(state: EntraState): Hono {
  const app = new Hono();
  app.on(['GET', 'POST'], ['/introspect', '/introspect/:mailbox'], async (c) => {
    const token = await readToken(c);
    const facts = state.access.find(token);
    const person = facts?.upn === undefined ? undefined : findPerson(state.directory, facts.upn);
    const asked = c.req.param('mailbox') ?? person?.mail ?? '';
    const isApp = facts !== undefined && facts.upn === undefined;
    if (!facts || !(person || isApp) || state.access.verifyImap(token, asked).kind !== 'granted') {
      return c.json({ active: false });
    }
    const address = c.req.param('mailbox') ?? findMailbox(state.directory, asked) ?? '';
    return c.json({
      active: true,
      username: address,
      email: address,
      ...(person ? { upn: person.upn, sub: person.oid } : { sub: facts.clientId }),
      scope: facts.scopes.join(' '),
      client_id: facts.clientId,
      exp: Math.floor(facts.expiresAt / 1000),
    });
  });
  return app;
}

async function readToken(c: Context): Promise<string> {
  const bearer = /^Bearer (.+)$/i.exec(c.req.header('Authorization') ?? '')?.[1];
  const form = c.req.method === 'POST' ? new URLSearchParams(await c.req.text()) : undefined;
  return form?.get('token') ?? c.req.query('token') ?? bearer ?? '';
}
