import { TicketList, type TicketListItem, type TicketListProps } from '../../../views/tickets/list.tsx';
import { TicketListPage } from '../../../views/tickets/list-page.tsx';
import { countStartedChannels } from '../../db/channels.ts';
import { listGroupsOf } from '../../db/group-access.ts';
import { listUnsentTickets } from '../../db/outbox-held.ts';
import { listSavedViews } from '../../db/saved-views.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { listTickets, type TicketCursor, type TicketRow } from '../../db/ticket-list.ts';
import { chooseView } from '../../domain/ticket-view.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { renderPage } from '../page.tsx';
import { readCursor, renderSearch } from '../search/search.tsx';
import { createTicketCounts } from '../ticket-counts.ts';
import { loadBulkBar } from './ticket-bulk.ts';

const pageSize = 50;

/** GET /tickets?view=&group=&after=, or ?q= for a search */
export function showTickets(web: WebContext) {
  const counts = createTicketCounts(web);
  return async (c: WebRequest) => {
    const search = (c.req.query('q') ?? '').trim();
    if (search !== '') return renderSearch(web, c, search, counts);
    const props = await loadList(web, c, counts);
    const isFragment = c.req.header('hx-target')?.includes('ticket-list') ?? false;
    if (isFragment) return c.html(<TicketList {...props} />);
    return renderPage(
      c,
      { title: 'Tickets', active: 'tickets', isWide: true },
      <TicketListPage {...props} />,
    );
  };
}

async function loadList(
  web: WebContext,
  c: WebRequest,
  counts: ReturnType<typeof createTicketCounts>,
): Promise<TicketListProps> {
  const user = c.get('user');
  const viewer = viewerOf(user);
  const view = chooseView(c.req.query('view'));
  const groupId = Number(c.req.query('group')) || undefined;
  const after = readCursor(c.req.query('after'));
  const query = new URLSearchParams({ view: view.name });
  if (groupId !== undefined) query.set('group', String(groupId));
  const urlOf = (cursor: TicketCursor | undefined) => {
    if (cursor === undefined) return `/tickets?${query}`;
    return `/tickets?${query}&after=${cursor.lastArticleAt.getTime()}-${cursor.id}`;
  };
  const [{ rows, next }, groups, counted, savedViews, bulk] = await Promise.all([
    listTickets(web.read, viewer, { view, groupId, after, limit: pageSize }),
    listGroupsOf(web.read, viewer, 'read'),
    counts(viewer, groupId),
    listSavedViews(web.read, user.id),
    loadBulkBar(web, c, urlOf(after)),
  ]);
  const hasChannel = rows.length > 0 || (await countStartedChannels(web.read)) > 0;
  return {
    view: view.name,
    groupId,
    groups,
    ...counted,
    savedViews,
    items: await markUnsent(web, rows),
    bulk,
    url: urlOf(after),
    nextUrl: next && urlOf(next),
    isFirstPage: after === undefined,
    setUp: hasChannel ? 'done' : user.role === 'admin' ? 'connect' : 'ask-admin',
  };
}

async function markUnsent(web: WebContext, rows: readonly TicketRow[]): Promise<TicketListItem[]> {
  const ids = rows.map(({ id }) => id);
  const unsent = await listUnsentTickets(web.read, ids, new Date());
  return rows.map((row) => ({ ...row, unsent: unsent.get(row.id) }));
}
