import type { ListOrder } from '../../src/domain/list-order.ts';
import { GroupChoice } from '../group-choice.tsx';
import { Icon } from '../icon.tsx';
import { SearchForm } from '../search/search-form.tsx';
import { t } from '../words.ts';
import { ColumnChoice } from './column-choice.tsx';
import { TicketList, type TicketListProps } from './list.tsx';

/** The list with its heading, search, group and order, which stay as they are while the list follows events. */
export function TicketListPage(props: TicketListProps) {
  return (
    <>
      <div class="page-head">
        <h1>{t('Tickets')}</h1>
        <div class="list-tools">
          <a class="button new-ticket-button" href="/tickets/new">
            <Icon name="plus" /> {t('New ticket')}
          </a>
          {(props.groups.length > 1 || props.canSort) && <ListChoice {...props} />}
          <ColumnChoice columns={props.columns} url={props.url} csrf={props.bulk.csrf} />
          <SearchForm input="" groupId={undefined} groups={[]} />
        </div>
      </div>
      <TicketList {...props} />
    </>
  );
}

/** Which group's tickets, and in which order. */
function ListChoice({ view, groupId, owner, groups, order, canSort }: TicketListProps) {
  return (
    <form class="group-filter" action="/tickets" method="get" data-submit-on-change>
      <input type="hidden" name="view" value={view} />
      {owner !== undefined && <input type="hidden" name="owner" value={owner.id} />}
      <GroupChoice id="group-filter" groups={groups} groupId={groupId} />
      {canSort && (
        <>
          <label class="visually-hidden" for="list-order">
            {t('Sorted by')}
          </label>
          <select id="list-order" name="sort">
            {Object.entries(orderWords()).map(([value, words]) => (
              <option value={value} selected={value === order}>
                {words}
              </option>
            ))}
          </select>
        </>
      )}
      <button type="submit">{t('Show')}</button>
    </form>
  );
}

const orderWords = (): Readonly<Record<ListOrder, string>> => ({
  activity: t('Latest first'),
  waiting: t('Longest waiting first'),
  opened: t('Newest first'),
  customer: t('By customer'),
  priority: t('By priority'),
});
