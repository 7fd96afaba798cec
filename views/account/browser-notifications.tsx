import { t } from '../words.ts';

/** What one is told, by the browser itself while the page is out of sight; asked for by a click, and kept in this browser. */
export function BrowserNotifications() {
  return (
    <section
      aria-labelledby="browser-heading"
      class="apart needs-script"
      data-browser-notifications
      data-off={t('This browser shows nothing while the page is out of sight.')}
      data-on={t('This browser shows what you are told while the page is out of sight.')}
      data-refused={t(
        'The browser does not allow it: allow notifications of this page in its settings, then come back.',
      )}
      data-missing={t('This browser cannot show notifications here.')}
    >
      <h2 id="browser-heading">{t('Notifications of this browser')}</h2>
      <p data-words></p>
      <div class="actions">
        <button type="button" data-switch="on" hidden>
          {t('Show them in this browser')}
        </button>
        <button type="button" data-switch="off" hidden>
          {t('Show them no more')}
        </button>
      </div>
      <p class="hint">{t('Which things you are told is chosen under Notifications.')}</p>
    </section>
  );
}
