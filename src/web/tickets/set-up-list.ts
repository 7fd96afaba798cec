import { findSetUpList } from '../../db/set-up-list.ts';
import type { WebContext, WebRequest } from '../context.ts';

/** What is still to be set up, above the list of an admin. */
export async function loadSetUpList(web: WebContext, c: WebRequest) {
  return c.get('user').role === 'admin' ? findSetUpList(web.read) : undefined;
}
