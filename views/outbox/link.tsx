import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { t } from '../words.ts';

/** The way to the outbox, with how many messages need somebody; in the head of every page. */
export function OutboxLink({ count, isActive }: { count: number; isActive: boolean }) {
  return (
    <Live id="outbox-link" class="nav-live" url={`/outbox/link${isActive ? '?active' : ''}`} on="outbox">
      <a href="/outbox" aria-current={isActive ? 'page' : undefined}>
        <Icon name="send" /> <span>{t('Outbox')}</span>
        {count > 0 && (
          <span class="unread-count trouble-count">
            {count > 99 ? '99+' : count}
            <span class="visually-hidden"> {t('not sent')}</span>
          </span>
        )}
      </a>
    </Live>
  );
}
