import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { t } from '../words.ts';

/** How many things a person was told and has not read; in the head of every page. */
export function Bell({ count }: { count: number }) {
  return (
    <Live id="bell" class="bell" url="/notifications/bell" on="notifications">
      <a
        href="/notifications"
        title={t('Notifications')}
        aria-label={count === 0 ? t('Notifications') : t('Notifications: {count} unread', { count })}
      >
        <Icon name="bell" />
        {count > 0 && <span class="unread-count">{count > 99 ? '99+' : count}</span>}
      </a>
    </Live>
  );
}
