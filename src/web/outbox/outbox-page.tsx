import { OutboxLink } from '../../../views/outbox/link.tsx';
import { OutboxList, type OutboxListProps } from '../../../views/outbox/list.tsx';
import { OutboxPage } from '../../../views/outbox/list-page.tsx';
import { t } from '../../../views/words.ts';
import { listGroupsOf } from '../../db/group-access.ts';
import { countTroubled } from '../../db/outbox-held.ts';
import { countOutbox } from '../../db/outbox-list.ts';
import { type Viewer, viewerOf } from '../../db/ticket-access.ts';
import { chooseOutboxView, outboxViews } from '../../domain/outbox-view.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { renderPage } from '../page.tsx';
import { findNumber } from '../path-id.ts';
import { describeDelivery } from './delivery-state.ts';

const pageSize = 50;

/** GET /outbox?view=&group=&q=&before= */
export function showOutbox(web: WebContext) {
  return async (c: WebRequest) => {
    const props = await loadList(web, c);
    if (c.req.header('hx-target')?.includes('outbox-list')) return c.html(<OutboxList {...props} />);
    return renderPage(c, { title: t('Outbox'), active: 'outbox', isWide: true }, <OutboxPage {...props} />);
  };
}

/** GET /outbox/link: how many messages need somebody, in the head of every page. */
export function showOutboxLink(web: WebContext) {
  return async (c: WebRequest) => {
    const count = await countTroubled(web.read, viewerOf(c.get('user')), new Date());
    return c.html(<OutboxLink count={count} isActive={c.req.query('active') !== undefined} />);
  };
}

async function loadList(web: WebContext, c: WebRequest): Promise<OutboxListProps> {
  const viewer = viewerOf(c.get('user'));
  const view = chooseOutboxView(c.req.query('view'));
  const groupId = findNumber(c.req.query('group'));
  const words = (c.req.query('q') ?? '').trim().slice(0, 200);
  const before = findNumber(c.req.query('before'));
  const found = await web.reads.listOutbox(viewer, { view, groupId, words, before, limit: pageSize });
  const answerable = new Set((await listGroupsOf(web.read, viewer, 'answer')).map(({ id }) => id));
  const query = new URLSearchParams({ view: view.name });
  if (groupId !== undefined) query.set('group', String(groupId));
  if (words !== '') query.set('q', words);
  const urlOf = (id: number | undefined) => `/outbox?${query}${id === undefined ? '' : `&before=${id}`}`;
  return {
    view: view.name,
    groupId,
    words,
    groups: await listGroupsOf(web.read, viewer, 'read'),
    counts: await countViews(web, viewer, groupId),
    items: found.rows.map((row) => ({
      ...row,
      to: row.envelopeTo,
      from: row.envelopeFrom,
      csrf: answerable.has(row.groupId) ? c.get('csrf') : undefined,
      delivery: describeDelivery(row, row.envelopeFrom, viewer.userId),
    })),
    url: urlOf(before),
    nextUrl: found.next === undefined ? undefined : urlOf(found.next),
    isFirstPage: before === undefined,
  };
}

async function countViews(web: WebContext, viewer: Viewer, groupId: number | undefined) {
  const rows = await countOutbox(web.read, viewer, groupId);
  return new Map(
    outboxViews.map((view) => {
      const isWanted = 'isDismissed' in view;
      const fitting = rows.filter((row) => {
        const states: readonly string[] = view.states;
        return states.includes(row.state) && Boolean(row.isDismissed) === isWanted;
      });
      return [view.name as string, fitting.reduce((sum, row) => sum + row.count, 0)];
    }),
  );
}
