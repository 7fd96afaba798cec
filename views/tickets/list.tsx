import type { ListColumn } from '../../src/domain/list-column.ts';
import type { ListOrder } from '../../src/domain/list-order.ts';
import type { SetUpState } from '../../src/domain/set-up-step.ts';
import { Live } from '../live.tsx';
import { type SavedViewItem, ViewTabs, viewUrl } from '../search/view-tabs.tsx';
import { t } from '../words.ts';
import { BulkBar, type BulkBarProps } from './bulk-bar.tsx';
import { NoTickets } from './list-empty.tsx';
import { ListHead } from './list-head.tsx';
import { ListRow, type TicketListItem } from './list-row.tsx';
import { SetUpList } from './set-up-list.tsx';

export interface TicketListProps {
  readonly view: string;
  readonly groupId: number | undefined;
  /** Whose tickets these are, where not those of the person who looks; without a name where there are none. */
  readonly owner: { readonly id: number; readonly name: string } | undefined;
  readonly order: ListOrder;
  /** Lists with closed tickets are sorted by activity alone. */
  readonly canSort: boolean;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
  readonly counts: ReadonlyMap<string, number>;
  readonly unread: ReadonlyMap<string, number>;
  readonly staleSeconds: number | undefined;
  /** What the person sees of each ticket. */
  readonly columns: readonly ListColumn[];
  readonly savedViews: readonly SavedViewItem[];
  readonly items: readonly TicketListItem[];
  /** This page and the next one. */
  readonly url: string;
  readonly nextUrl: string | undefined;
  readonly isFirstPage: boolean;
  /** Nothing is connected yet; admins are shown the way. */
  readonly setUp: 'done' | 'ask-admin' | 'connect';
  /** What is still to be set up; undefined: nothing, or not for this person. */
  readonly setUpList: readonly SetUpState[] | undefined;
  readonly bulk: BulkBarProps;
}

/** Everything of the ticket list that follows events. */
export function TicketList(props: TicketListProps) {
  return (
    <Live id="ticket-list" url={props.url} on="tickets" class="ticket-list" staleSeconds={props.staleSeconds}>
      {props.setUpList !== undefined && <SetUpList steps={props.setUpList} csrf={props.bulk.csrf} />}
      <ViewTabs search="" {...props} view={props.owner === undefined ? props.view : ''} />
      {props.owner !== undefined && <OwnerLine {...props.owner} />}
      {props.items.length === 0 ? (
        <NoTickets {...props} view={props.owner === undefined ? props.view : ''} />
      ) : (
        <Rows {...props} />
      )}
    </Live>
  );
}

function OwnerLine({ name }: { name: string }) {
  return (
    <p class="hint owner-line">
      {name === ''
        ? t('No unfinished ticket has this owner.')
        : t('The unfinished tickets of {name}.', { name })}{' '}
      <a href="/tickets">{t('Show all tickets')}</a>
    </p>
  );
}

function Rows(props: TicketListProps) {
  const { items, nextUrl, isFirstPage, order, bulk } = props;
  const columns = listShown(props);
  return (
    <>
      <BulkBar {...bulk} />
      <table class="tickets">
        <ListHead {...props} columns={columns} />
        <tbody>
          {items.map((item) => (
            <ListRow item={item} columns={columns} />
          ))}
        </tbody>
      </table>
      <p class="pager">
        {!isFirstPage && <a href={firstPage(props)}>{t('First page')}</a>}
        {nextUrl !== undefined && (
          <a href={nextUrl} rel="next">
            {order === 'activity' ? t('Older tickets') : t('Next page')}
          </a>
        )}
      </p>
    </>
  );
}

function firstPage({ view, groupId, owner, order }: TicketListProps): string {
  const url = viewUrl(view, groupId, order);
  return owner === undefined ? url : `${url}&owner=${owner.id}`;
}

/** With one group alone its name says nothing; what a list is sorted by is to be seen. */
function listShown({ columns, groups, order }: TicketListProps): readonly ListColumn[] {
  const shown = groups.length > 1 ? columns : columns.filter((column) => column !== 'group');
  if (order !== 'waiting' || shown.includes('waiting')) return shown;
  return [...shown.filter((column) => column !== 'opened'), 'waiting'];
}
