import { SettingsNav } from '../settings-nav.tsx';
import { t } from '../words.ts';
import { zammadWords } from './zammad-words.ts';

/** What Zammad's words are called here, and where that is. */
export function ZammadPage() {
  return (
    <>
      <SettingsNav active="zammad" />
      <div class="page-head">
        <h1>{t('Coming from Zammad')}</h1>
      </div>
      <p class="lead">
        {t(
          'Most things have the same name. For tickets that are there already, point a channel at the same mailbox with archive mode, or import mail files by postroom import.',
        )}
      </p>
      <table class="people">
        <thead>
          <tr>
            <th scope="col">{t('In Zammad')}</th>
            <th scope="col">{t('Here')}</th>
            <th scope="col">{t('What is different')}</th>
          </tr>
        </thead>
        <tbody>
          {zammadWords().map(({ theirs, ours, path, difference }) => (
            <tr>
              <td data-label={t('In Zammad')}>{theirs}</td>
              <td data-label={t('Here')}>
                <a href={path}>{ours}</a>
              </td>
              <td data-label={t('What is different')}>{difference}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
