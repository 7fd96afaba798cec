import { Icon } from '../icon.tsx';
import { SearchForm } from '../search/search-form.tsx';
import { TicketList, type TicketListProps } from './list.tsx';

/** The list with its heading, search and choice of group, which stay as they are while the list follows events. */
export function TicketListPage(props: TicketListProps) {
  return (
    <>
      <div class="page-head">
        <h1>Tickets</h1>
        <div class="list-tools">
          <a class="button new-ticket-button" href="/tickets/new">
            <Icon name="plus" /> New ticket
          </a>
          {props.groups.length > 1 && <GroupFilter {...props} />}
          <SearchForm input="" groupId={undefined} groups={[]} />
        </div>
      </div>
      <TicketList {...props} />
    </>
  );
}

function GroupFilter({ view, groupId, groups }: TicketListProps) {
  return (
    <form class="group-filter" action="/tickets" method="get" data-submit-on-change>
      <input type="hidden" name="view" value={view} />
      <label class="visually-hidden" for="group-filter">
        Group
      </label>
      <select id="group-filter" name="group">
        <option value="">All groups</option>
        {groups.map((group) => (
          <option value={String(group.id)} selected={group.id === groupId}>
            {group.name}
          </option>
        ))}
      </select>
      <button type="submit">Show</button>
    </form>
  );
}
