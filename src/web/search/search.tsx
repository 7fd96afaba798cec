import { SearchPage } from '../../../views/search/search-page.tsx';
import { listGroupsOf } from '../../db/group-access.ts';
import { listSavedViews } from '../../db/saved-views.ts';
import type { SearchPlace } from '../../db/search.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import type { TicketCursor } from '../../db/ticket-list.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';
import type { createTicketCounts } from '../ticket-counts.ts';

const pageSize = 50;
/** Whoever types this wants the ticket, not a list with one line. */
const isTicketNumber = /^#\d+$/;

/** GET /tickets?q=&group=&after=: what a search finds, in the place of the list. */
export async function renderSearch(
  web: WebContext,
  c: WebRequest,
  input: string,
  counts: ReturnType<typeof createTicketCounts>,
) {
  const user = c.get('user');
  const viewer = viewerOf(user);
  const groupId = Number(c.req.query('group')) || undefined;
  const after = readPlace(c.req.query('after'));
  const result = await web.reads.searchTickets(viewer, { input, groupId, after, limit: pageSize });
  const [only] = result.kind === 'found' && isTicketNumber.test(input) ? result.hits : [];
  if (only !== undefined) return c.redirect(`/tickets/${only.number}`, 303);
  const page = (
    <SearchPage
      csrf={c.get('csrf')}
      input={input}
      groupId={groupId}
      groups={await listGroupsOf(web.read, viewer, 'read')}
      {...(await counts(viewer, groupId))}
      savedViews={await listSavedViews(web.read, user.id)}
      result={result}
      nextUrl={result.kind === 'found' && result.next ? urlOf(input, groupId, result.next) : undefined}
      isFirstPage={after === undefined}
    />
  );
  return renderPage(c, { title: `Search: ${input}`, active: 'tickets', isWide: true }, page);
}

/** POST /saved-views */
export function createSavedView(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readFields(c);
    const query = form.text('q');
    await web.desk.as(actorOf(c)).call('saveView', { name: form.text('name'), query });
    return redirectTo(c, `/tickets?${new URLSearchParams({ q: query })}`, { notice: 'The search is saved.' });
  };
}

/** POST /saved-views/:id/deletion */
export function deleteSavedView(web: WebContext) {
  return async (c: WebRequest) => {
    const { name } = await web.desk.as(actorOf(c)).call('removeView', { id: readPathId(c) });
    return redirectTo(c, '/tickets', { notice: `“${name}” is removed from your views.` });
  };
}

function urlOf(input: string, groupId: number | undefined, place: SearchPlace): string {
  const kind = place.withBeginnings ? 'b' : 'w';
  const query = new URLSearchParams({ q: input, after: `${kind}${place.at}-${place.id}` });
  if (groupId !== undefined) query.set('group', String(groupId));
  return `/tickets?${query}`;
}

/** @returns undefined for anything that is no place: then the first page is shown */
function readPlace(value: string | undefined): SearchPlace | undefined {
  const match = /^([bw])(-?\d{1,16}-\d{1,15})$/.exec(value ?? '');
  const cursor = readCursor(match?.[2]);
  if (cursor === undefined) return undefined;
  return { at: cursor.lastArticleAt.getTime(), id: cursor.id, withBeginnings: match?.[1] === 'b' };
}

/** @returns undefined for anything that is no cursor: then the first page is shown */
export function readCursor(value: string | undefined): TicketCursor | undefined {
  const match = /^(-?\d{1,16})-(\d{1,15})$/.exec(value ?? '');
  if (match === null) return undefined;
  return { lastArticleAt: new Date(Number(match[1])), id: Number(match[2]) };
}
