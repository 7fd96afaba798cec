import { Icon } from '../icon.tsx';
import { t } from '../words.ts';

/** Back to the list, and to what stands beside the ticket there: the script knows which list was left. */
export function Neighbours() {
  return (
    <nav class="neighbours" aria-label={t('List')}>
      <a href="/tickets" data-list-link title={t('Back to the list (u)')}>
        {t('Tickets')}
      </a>
      <span hidden data-neighbours>
        <a href="/tickets" data-step="-1" rel="prev" title={t('Previous ticket (k)')}>
          <Icon name="arrow-up" /> <span class="visually-hidden">{t('Previous ticket')}</span>
        </a>
        <a href="/tickets" data-step="1" rel="next" title={t('Next ticket (j)')}>
          <Icon name="arrow-down" /> <span class="visually-hidden">{t('Next ticket')}</span>
        </a>
        <small data-place></small>
      </span>
    </nav>
  );
}

/** What comes after the form, filled in when it is sent: the next ticket of the list that was left, or that list. */
export function NextField() {
  return <input type="hidden" name="next" value="" data-next />;
}
