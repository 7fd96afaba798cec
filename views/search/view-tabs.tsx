import type { ListOrder } from '../../src/domain/list-order.ts';
import { ticketViews } from '../../src/domain/ticket-view.ts';
import { say } from '../said.ts';
import { t } from '../words.ts';

export interface SavedViewItem {
  readonly id: number;
  readonly name: string;
  readonly query: string;
  /** The group that shares it. */
  readonly group: string | undefined;
  /** How many tickets fit, as it is shown; undefined while nobody has counted. */
  readonly count: string | undefined;
}

interface ViewTabsProps {
  /** The view that is shown; '' for a search. */
  readonly view: string;
  readonly search: string;
  readonly groupId: number | undefined;
  readonly order?: ListOrder;
  readonly counts: ReadonlyMap<string, number>;
  readonly unread: ReadonlyMap<string, number>;
  readonly savedViews: readonly SavedViewItem[];
}

/** The lists an agent works through, and his own saved searches behind them. */
export function ViewTabs({ view, search, groupId, order, counts, unread, savedViews }: ViewTabsProps) {
  // One number is enough: the views overlap, and a badge in each would say the same thing several times.
  const shown = ticketViews.some(({ name }) => name === view) && search === '' ? view : 'open';
  return (
    <nav class="views" aria-label={t('Views')}>
      {ticketViews.map(({ name, label }) => (
        <a
          href={viewUrl(name, groupId, order)}
          aria-current={name === view && search === '' ? 'page' : undefined}
        >
          {say(label)} <span class="count">{counts.get(name) ?? 0}</span>
          {name === shown && <Unread count={unread.get(name) ?? 0} />}
        </a>
      ))}
      <SavedTabs search={search} savedViews={savedViews} />
    </nav>
  );
}

/** The saved searches; what has not been counted yet is asked for when the page is there. */
export function SavedTabs({ search, savedViews }: Pick<ViewTabsProps, 'search' | 'savedViews'>) {
  const isCounted = savedViews.every(({ count }) => count !== undefined);
  const asking = isCounted
    ? {}
    : {
        'hx-get': `/saved-views/tabs?${new URLSearchParams({ q: search })}`,
        'hx-trigger': 'load delay:300ms',
        'hx-swap': 'outerMorph',
        'hx-target': 'this',
      };
  return (
    <span id="saved-tabs" class="saved-tabs" {...asking}>
      {savedViews.map(({ name, query, group, count }) => (
        <a
          class="saved-view"
          href={`/tickets?${new URLSearchParams({ q: query })}`}
          title={group === undefined ? query : `${group}: ${query}`}
          aria-current={query === search ? 'page' : undefined}
        >
          {name} {count !== undefined && <span class="count">{count}</span>}
        </a>
      ))}
    </span>
  );
}

function Unread({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span class="unread-count">
      {count}
      <span class="visually-hidden"> {t('unread')}</span>
    </span>
  );
}

export function viewUrl(view: string, groupId: number | undefined, order?: ListOrder): string {
  const query = new URLSearchParams({ view });
  if (groupId !== undefined) query.set('group', String(groupId));
  if (order !== undefined && order !== 'activity') query.set('sort', order);
  return `/tickets?${query}`;
}
