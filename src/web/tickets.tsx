import { TicketList, type TicketListProps } from '../../views/tickets/list.tsx';
import { TicketListPage } from '../../views/tickets/list-page.tsx';
import { countStartedChannels } from '../db/channels.ts';
import { listGroupsOf } from '../db/group-access.ts';
import { viewerOf } from '../db/ticket-access.ts';
import { listTickets, type TicketCursor } from '../db/ticket-list.ts';
import { chooseView } from '../domain/ticket-view.ts';
import type { WebContext, WebRequest } from './context.ts';
import { renderPage } from './page.tsx';
import { createTicketCounts } from './ticket-counts.ts';

const pageSize = 50;

/** GET /tickets?view=&group=&q=&after= */
export function showTickets(web: WebContext) {
  const counts = createTicketCounts(web);
  return async (c: WebRequest) => {
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
  const search = (c.req.query('q') ?? '').trim().slice(0, 200);
  const view = chooseView(search === '' ? c.req.query('view') : 'all');
  const groupId = Number(c.req.query('group')) || undefined;
  const after = readCursor(c.req.query('after'));
  const { rows, next } = await listTickets(web.read, viewer, {
    view,
    groupId,
    search,
    after,
    limit: pageSize,
  });
  const query = new URLSearchParams({ view: view.name });
  if (groupId !== undefined) query.set('group', String(groupId));
  if (search !== '') query.set('q', search);
  const urlOf = (cursor: TicketCursor | undefined) => {
    if (cursor === undefined) return `/tickets?${query}`;
    return `/tickets?${query}&after=${cursor.lastArticleAt.getTime()}-${cursor.id}`;
  };
  const hasChannel = rows.length > 0 || (await countStartedChannels(web.read)) > 0;
  return {
    view: view.name,
    groupId,
    search,
    groups: await listGroupsOf(web.read, viewer, 'read'),
    ...(await counts(viewer, groupId)),
    items: rows,
    url: urlOf(after),
    nextUrl: next && urlOf(next),
    isFirstPage: after === undefined,
    setUp: hasChannel ? 'done' : user.role === 'admin' ? 'connect' : 'ask-admin',
  };
}

function readCursor(value: string | undefined): TicketCursor | undefined {
  const match = /^(-?\d{1,16})-(\d{1,15})$/.exec(value ?? '');
  if (match === null) return undefined;
  return { lastArticleAt: new Date(Number(match[1])), id: Number(match[2]) };
}
