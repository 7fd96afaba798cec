import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { t } from '../words.ts';

/** In the head of an admin's pages, when there is something to decide; on its own page always. */
export function QuarantineLink({ count, isActive }: { count: number; isActive: boolean }) {
  const isShown = count > 0 || isActive;
  return (
    <Live
      id="quarantine-link"
      class="nav-live"
      url={`/quarantine/link${isActive ? '?active=1' : ''}`}
      on="quarantine"
    >
      {isShown && (
        <a href="/quarantine" title={t('Quarantine')} aria-current={isActive ? 'page' : undefined}>
          <Icon name="quarantine" /> <span>{t('Quarantine')}</span>
          {count > 0 && (
            <span class="unread-count">
              {count > 99 ? '99+' : count}
              <span class="visually-hidden"> {t('to decide')}</span>
            </span>
          )}
        </a>
      )}
    </Live>
  );
}
