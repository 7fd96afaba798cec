import { SearchPage } from '../../../views/search/search-page.tsx';
import type { BulkBarProps } from '../../../views/tickets/bulk-bar.tsx';
import { t } from '../../../views/words.ts';
import { findNewestFact } from '../../db/facts.ts';
import { listGroupsOf } from '../../db/group-access.ts';
import type { SearchPlace } from '../../db/search.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { listUnknownOperators } from '../../domain/search-query.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { renderPage } from '../page.tsx';
import { findNumber } from '../path-id.ts';
import type { createTicketCounts } from '../ticket-counts.ts';
import { loadSavedViews } from './saved-views.tsx';

const pageSize = 50;
/** Whoever types this wants the ticket, not a list with one line. */
const isTicketNumber = /^#\d+$/;

/** What a search shows as a list does. */
interface ListParts {
  readonly counts: ReturnType<typeof createTicketCounts>;
  loadBulkBar(web: WebContext, c: WebRequest, back: string, seen: number): Promise<BulkBarProps>;
}

/** GET /tickets?q=&group=&after=: what a search finds, in the place of the list. */
export async function renderSearch(
  web: WebContext,
  c: WebRequest,
  input: string,
  { counts, loadBulkBar }: ListParts,
) {
  const user = c.get('user');
  const viewer = viewerOf(user);
  const groupId = findNumber(c.req.query('group'));
  const after = readPlace(c.req.query('after'));
  const seen = await findNewestFact(web.read);
  const result = await web.reads.searchTickets(viewer, { input, groupId, after, limit: pageSize });
  const [only] = result.kind === 'found' && isTicketNumber.test(input) ? result.hits : [];
  if (only !== undefined) return c.redirect(`/tickets/${only.number}`, 303);
  const page = (
    <SearchPage
      csrf={c.get('csrf')}
      input={input}
      unknownOperators={listUnknownOperators(input)}
      groupId={groupId}
      groups={await listGroupsOf(web.read, viewer, 'read')}
      {...(await counts(viewer, groupId))}
      savedViews={await loadSavedViews(web, c)}
      result={result}
      nextUrl={result.kind === 'found' && result.next ? urlOf(input, groupId, result.next) : undefined}
      isFirstPage={after === undefined}
      bulk={await loadBulkBar(web, c, urlOf(input, groupId, after), seen)}
    />
  );
  return renderPage(c, { title: t('Search: {input}', { input }), active: 'tickets', isWide: true }, page);
}

function urlOf(input: string, groupId: number | undefined, place?: SearchPlace): string {
  const query = new URLSearchParams({ q: input });
  if (place !== undefined) {
    query.set('after', `${place.withBeginnings ? 'b' : 'w'}${place.at}-${place.id}`);
  }
  if (groupId !== undefined) query.set('group', String(groupId));
  return `/tickets?${query}`;
}

/** @returns undefined for anything that is no place: then the first page is shown */
function readPlace(value: string | undefined): SearchPlace | undefined {
  const [, kind, at, id] = /^([bw])(-?\d{1,16})-(\d{1,15})$/.exec(value ?? '') ?? [];
  if (at === undefined || id === undefined) return undefined;
  return { at: Number(at), id: Number(id), withBeginnings: kind === 'b' };
}
