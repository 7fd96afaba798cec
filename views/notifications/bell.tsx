import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';

/** How many things a person was told and has not read; in the head of every page. */
export function Bell({ count }: { count: number }) {
  return (
    <Live id="bell" class="bell" url="/notifications/bell" on="notifications">
      <a
        href="/notifications"
        title="Notifications"
        aria-label={count === 0 ? 'Notifications' : `Notifications: ${count} unread`}
      >
        <Icon name="bell" />
        {count > 0 && <span class="unread-count">{count > 99 ? '99+' : count}</span>}
      </a>
    </Live>
  );
}
