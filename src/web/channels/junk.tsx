import { type JunkItem, JunkList, JunkPage } from '../../../views/channels/junk-page.tsx';
import { t } from '../../../views/words.ts';
import { listGroupsOf } from '../../db/group-access.ts';
import { listJunkMails } from '../../db/stray-mail.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';

const mostShown = 200;

/** GET /junk: what the mail server took for spam and somebody waits for, in the mailboxes of the reader's groups. */
export function showJunk(web: WebContext) {
  return async (c: WebRequest) => {
    const page = <JunkPage items={await listItems(web, c)} csrf={c.get('csrf')} />;
    return renderPage(c, { title: t('In the junk folder') }, page);
  };
}

/** GET /junk/list: the same, for a page that follows events. */
export function showJunkList(web: WebContext) {
  return async (c: WebRequest) => c.html(<JunkList items={await listItems(web, c)} csrf={c.get('csrf')} />);
}

/** POST /junk/:id/rescue */
export function createRescue(web: WebContext) {
  return async (c: WebRequest) => {
    await web.desk.as(actorOf(c)).call('rescueJunk', { junkMailId: readPathId(c, 'id') });
    return redirectTo(c, '/junk', { notice: t('It is fetched: the ticket is in the list.') });
  };
}

async function listItems(web: WebContext, c: WebRequest): Promise<JunkItem[]> {
  const viewer = viewerOf(c.get('user'));
  const answerable = new Set((await listGroupsOf(web.read, viewer, 'answer')).map(({ id }) => id));
  const rows = await listJunkMails(web.read, viewer, mostShown);
  return rows.map((row) => ({ ...row, mayFetch: answerable.has(row.groupId) }));
}
