import { ChannelsLink, type TroubleItem, TroubleNotice } from '../../views/channels/trouble-notice.tsx';
import type { Reader } from '../db/care/open.ts';
import { countTroubledChannels, listTroublesFor } from '../db/channel-troubles.ts';
import { type Viewer, viewerOf } from '../db/ticket-access.ts';
import { recallDiagnosis } from '../domain/diagnosis/diagnosis.ts';
import type { WebContext, WebRequest } from './context.ts';

/** What does not work of the mailboxes that the viewer has to do with. */
export async function loadTroubles(read: Reader, viewer: Viewer): Promise<TroubleItem[]> {
  const rows = await listTroublesFor(read, viewer);
  return rows.map((row) => ({ ...row, diagnosis: recallDiagnosis(row.code, row.text, row) }));
}

/** GET /channel-troubles: the part of every page that follows how the mailboxes are. */
export async function showTroubles(c: WebRequest): Promise<Response> {
  const [troubles, strays] = await Promise.all([c.get('loadTroubles')(), c.get('listStrays')()]);
  const isAdmin = c.get('user').role === 'admin';
  return c.html(<TroubleNotice troubles={troubles} strays={strays} isAdmin={isAdmin} />);
}

/** GET /channels/link: how many mailboxes do not work, in the head of an admin's pages. */
export function showChannelsLink(web: WebContext) {
  return async (c: WebRequest) => {
    const count = await countTroubledChannels(web.read, viewerOf(c.get('user')));
    return c.html(<ChannelsLink count={count} isActive={c.req.query('active') !== undefined} />);
  };
}
