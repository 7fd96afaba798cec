import { TicketList, type TicketListProps } from '../../../views/tickets/list.tsx';
import { TicketListPage } from '../../../views/tickets/list-page.tsx';
import type { TicketListItem } from '../../../views/tickets/list-row.tsx';
import { t } from '../../../views/words.ts';
import { countStartedChannels } from '../../db/channels.ts';
import { findNewestFact } from '../../db/facts.ts';
import { listGroupsOf } from '../../db/group-access.ts';
import { countUnfinishedOf } from '../../db/kept-counts.ts';
import { findListColumns } from '../../db/list-columns.ts';
import { listUnsentTickets } from '../../db/outbox-held.ts';
import { type Viewer, viewerOf } from '../../db/ticket-access.ts';
import { listTicketExtras } from '../../db/ticket-extras.ts';
import { listTickets, type TicketRow } from '../../db/ticket-list.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { loadHeadCounts, renderPage } from '../page.tsx';
import { loadSavedViews } from '../search/saved-views.tsx';
import { renderSearch } from '../search/search.tsx';
import { createTicketCounts } from '../ticket-counts.ts';
import { listUrl, readListQuery } from './list-query.ts';
import { loadSetUpList } from './set-up-list.ts';
import { loadBulkBar } from './ticket-bulk.ts';

const pageSize = 50;

/** GET /tickets?view=&group=&sort=&after=, or ?q= for a search */
export function showTickets(web: WebContext) {
  const counts = createTicketCounts(web);
  return async (c: WebRequest) => {
    const search = (c.req.query('q') ?? '').trim();
    if (search !== '') return renderSearch(web, c, search, { counts, loadBulkBar });
    const isFragment = c.req.header('hx-target')?.includes('ticket-list') ?? false;
    const [props] = await Promise.all([loadList(web, c, counts), isFragment ? undefined : loadHeadCounts(c)]);
    if (isFragment) return c.html(<TicketList {...props} />);
    return renderPage(
      c,
      { title: t('Tickets'), active: 'tickets', isWide: true },
      <TicketListPage {...props} />,
    );
  };
}

async function loadList(
  web: WebContext,
  c: WebRequest,
  counts: ReturnType<typeof createTicketCounts>,
): Promise<TicketListProps> {
  const viewer = viewerOf(c.get('user'));
  const query = readListQuery((name) => c.req.query(name));
  const { view, groupId, order, after } = query;
  const url = listUrl(query, after);
  const seen = await findNewestFact(web.read);
  const [{ rows, next }, groups, counted, savedViews, bulk, columns, setUpList] = await Promise.all([
    listTickets(web.read, viewer, { ...query, limit: pageSize }),
    listGroupsOf(web.read, viewer, 'read'),
    counts(viewer, groupId),
    loadSavedViews(web, c),
    loadBulkBar(web, c, url, seen),
    findListColumns(web.read, viewer.userId),
    loadSetUpList(web, c),
  ]);
  const [items, setUp] = await Promise.all([describeRows(web, rows), findSetUp(web, c, rows.length > 0)]);
  const isAlone = after === undefined && next === undefined;
  const owned = await describeOwned(web, viewer, query, rows);
  return {
    view: view.name,
    groupId,
    order,
    groups,
    ...counted,
    savedViews,
    url,
    columns,
    setUpList,
    ...owned.shown,
    items,
    bulk: { ...bulk, total: isAlone ? undefined : (owned.total ?? counted.counts.get(view.name) ?? 0) },
    nextUrl: next && listUrl(query, next),
    isFirstPage: after === undefined,
    setUp,
  };
}

/** @returns whose tickets the list holds, where that is somebody else; who may see none of them does not hear the name either */
async function describeOwned(
  web: WebContext,
  viewer: Viewer,
  { view, ownerId, groupId }: ReturnType<typeof readListQuery>,
  rows: readonly TicketRow[],
) {
  if (ownerId === undefined) {
    return { shown: { owner: undefined, canSort: !view.states.includes('closed') }, total: undefined };
  }
  return {
    shown: { owner: { id: ownerId, name: rows[0]?.owner ?? '' }, canSort: false },
    total: await countUnfinishedOf(web.read, viewer, ownerId, groupId),
  };
}

async function findSetUp(web: WebContext, c: WebRequest, hasTickets: boolean) {
  if (hasTickets || (await countStartedChannels(web.read)) > 0) return 'done';
  return c.get('user').role === 'admin' ? 'connect' : 'ask-admin';
}

async function describeRows(web: WebContext, rows: readonly TicketRow[]): Promise<TicketListItem[]> {
  const ids = rows.map(({ id }) => id);
  const [unsent, extrasOf] = await Promise.all([
    listUnsentTickets(web.read, ids, new Date()),
    listTicketExtras(web.read, ids),
  ]);
  return rows.map((row) => ({
    ...row,
    ...extrasOf(row.id),
    openedAt: new Date(row.openedAt),
    waitingSince: row.waitingSince === null ? undefined : new Date(row.waitingSince),
    unsent: unsent.get(row.id),
  }));
}
