import type { Unsent } from '../../src/domain/outbox-view.ts';
import type { TicketPriority, TicketState } from '../../src/domain/ticket.ts';
import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { type SavedViewItem, ViewTabs, viewUrl } from '../search/view-tabs.tsx';
import { Time } from '../time.tsx';
import { BulkBar, type BulkBarProps } from './bulk-bar.tsx';
import { PriorityMark, StateBadge, WaitsUntil } from './state-badge.tsx';

export interface TicketListItem {
  readonly id: number;
  readonly number: number;
  readonly subject: string;
  readonly state: TicketState;
  readonly createdAt: Date;
  readonly lastArticleAt: Date;
  readonly group: string;
  readonly owner: string | null;
  readonly customerName: string;
  readonly customerEmail: string;
  readonly priority: TicketPriority;
  /** Since when a message of ours is known not to have arrived. */
  readonly undeliveredAt: Date | null;
  /** A message of ours has not gone out: why. */
  readonly unsent: Unsent | undefined;
  /** Milliseconds; when a waiting ticket opens again by itself. */
  readonly waitsUntil: number | null;
  readonly isUnread: number;
}

export interface TicketListProps {
  readonly view: string;
  readonly groupId: number | undefined;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
  readonly counts: ReadonlyMap<string, number>;
  readonly unread: ReadonlyMap<string, number>;
  readonly staleSeconds: number | undefined;
  readonly savedViews: readonly SavedViewItem[];
  readonly items: readonly TicketListItem[];
  /** This page and the next one. */
  readonly url: string;
  readonly nextUrl: string | undefined;
  readonly isFirstPage: boolean;
  /** Nothing is connected yet; admins are shown the way. */
  readonly setUp: 'done' | 'ask-admin' | 'connect';
  readonly bulk: BulkBarProps;
}

/** Everything of the ticket list that follows events. */
export function TicketList(props: TicketListProps) {
  return (
    <Live id="ticket-list" url={props.url} on="tickets" class="ticket-list" staleSeconds={props.staleSeconds}>
      <ViewTabs search="" {...props} />
      {props.items.length === 0 ? <Nothing {...props} /> : <Rows {...props} />}
    </Live>
  );
}

function Rows({ items, groups, nextUrl, isFirstPage, view, groupId, bulk }: TicketListProps) {
  const hasGroups = groups.length > 1;
  return (
    <>
      <BulkBar {...bulk} />
      <table class="tickets">
        <thead>
          <tr>
            <th scope="col" class="tick">
              <input type="checkbox" id="tick-all" class="needs-script" aria-label="Tick all on this page" />
            </th>
            <th scope="col" class="customer">
              Customer
            </th>
            <th scope="col" class="subject">
              Subject
            </th>
            {hasGroups && <th scope="col">Group</th>}
            <th scope="col">Owner</th>
            <th scope="col">State</th>
            <th scope="col" class="number">
              Opened
            </th>
            <th scope="col" class="number">
              Latest
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row item={item} hasGroups={hasGroups} />
          ))}
        </tbody>
      </table>
      <p class="pager">
        {!isFirstPage && <a href={viewUrl(view, groupId)}>Newest</a>}
        {nextUrl !== undefined && (
          <a href={nextUrl} rel="next">
            Older tickets
          </a>
        )}
      </p>
    </>
  );
}

function Row({ item, hasGroups }: { item: TicketListItem; hasGroups: boolean }) {
  return (
    <tr id={`ticket-row-${item.id}`} class={item.isUnread ? 'is-unread' : undefined}>
      <td class="tick">
        <input
          type="checkbox"
          id={`tick-${item.number}`}
          name="ticket"
          value={String(item.number)}
          form="bulk"
          aria-label={`Tick #${item.number}`}
        />
      </td>
      <td class="customer" title={item.customerEmail}>
        <bdi>{item.customerName || item.customerEmail}</bdi>
      </td>
      <td class="subject">
        <Marks {...item} />{' '}
        <a href={`/tickets/${item.number}`}>
          <bdi>{item.subject || '(no subject)'}</bdi>
        </a>
        <span class="ticket-number">#{item.number}</span>
      </td>
      {hasGroups && <td class="group">{item.group}</td>}
      <td class="owner">{item.owner ?? ''}</td>
      <td class="state">
        <StateBadge state={item.state} />
        {item.waitsUntil !== null && <WaitsUntil at={new Date(item.waitsUntil)} />}
      </td>
      <td class="number opened">
        <Time at={item.createdAt} isRelative />
      </td>
      <td class="number latest">
        <Time at={item.lastArticleAt} isRelative />
      </td>
    </tr>
  );
}

/** What is to be seen before the subject. */
function Marks({ isUnread, priority, undeliveredAt, unsent }: TicketListItem) {
  return (
    <>
      {isUnread ? <span class="visually-hidden">Unread: </span> : null}
      {priority !== 'normal' && <PriorityMark priority={priority} />}
      {undeliveredAt !== null && <span class="badge attention">Not delivered</span>}
      {unsent !== undefined && <span class="badge attention">{unsentWords[unsent]}</span>}
    </>
  );
}

const unsentWords: Readonly<Record<Unsent, string>> = {
  held: 'Not sent yet',
  failed: 'Not sent',
  unknown: 'Sent?',
};

function Nothing({ setUp, view, isFirstPage }: TicketListProps) {
  if (setUp !== 'done') {
    return (
      <div class="empty">
        <Icon name="plug" />
        <h2>No mailbox is connected yet</h2>
        {setUp === 'connect' ? (
          <>
            <p>
              Mail becomes tickets as soon as a Microsoft 365 account is connected and fetching is started.
            </p>
            <a class="button primary" href="/channels">
              Connect a mailbox
            </a>
          </>
        ) : (
          <p>Tickets appear here once an admin has connected one.</p>
        )}
      </div>
    );
  }
  return (
    <div class="empty">
      <Icon name="inbox" />
      <h2>{isFirstPage ? (emptyTitles[view] ?? 'No tickets here') : 'No older tickets'}</h2>
      <p>New mail appears here by itself.</p>
    </div>
  );
}

const emptyTitles: Readonly<Record<string, string>> = {
  open: 'Everything is answered',
  mine: 'Nothing is assigned to you',
  unassigned: 'Every open ticket has an owner',
  waiting: 'Nobody is being waited for',
};
