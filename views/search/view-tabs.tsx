import { ticketViews } from '../../src/domain/ticket-view.ts';

export interface SavedViewItem {
  readonly id: number;
  readonly name: string;
  readonly query: string;
}

interface ViewTabsProps {
  /** The view that is shown; '' for a search. */
  readonly view: string;
  readonly search: string;
  readonly groupId: number | undefined;
  readonly counts: ReadonlyMap<string, number>;
  readonly unread: ReadonlyMap<string, number>;
  readonly savedViews: readonly SavedViewItem[];
}

/** The lists an agent works through, and his own saved searches behind them. */
export function ViewTabs({ view, search, groupId, counts, unread, savedViews }: ViewTabsProps) {
  // One number is enough: the views overlap, and a badge in each would say the same thing several times.
  const shown = ticketViews.some(({ name }) => name === view) && search === '' ? view : 'open';
  return (
    <nav class="views" aria-label="Views">
      {ticketViews.map(({ name, label }) => (
        <a href={viewUrl(name, groupId)} aria-current={name === view && search === '' ? 'page' : undefined}>
          {label} <span class="count">{counts.get(name) ?? 0}</span>
          {name === shown && <Unread count={unread.get(name) ?? 0} />}
        </a>
      ))}
      {savedViews.map(({ name, query }) => (
        <a
          class="saved-view"
          href={`/tickets?${new URLSearchParams({ q: query })}`}
          title={query}
          aria-current={query === search ? 'page' : undefined}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}

function Unread({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <span class="unread-count">
      {count}
      <span class="visually-hidden"> unread</span>
    </span>
  );
}

export function viewUrl(view: string, groupId: number | undefined): string {
  const query = new URLSearchParams({ view });
  if (groupId !== undefined) query.set('group', String(groupId));
  return `/tickets?${query}`;
}
