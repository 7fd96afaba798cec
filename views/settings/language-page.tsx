import { type PageLanguage, pageLanguageNames } from '../../src/domain/page-language.ts';
import { Choice, CsrfField, Submit } from '../form.tsx';
import { SettingsNav } from '../settings-nav.tsx';
import { t } from '../words.ts';

/** The language of the pages for whoever has chosen none. */
export function LanguagePage({ csrf, language }: { csrf: string; language: PageLanguage | '' }) {
  return (
    <>
      <SettingsNav active="language" />
      <div class="page-head">
        <h1>{t('Language')}</h1>
      </div>
      <p class="lead">
        {t(
          'Everybody chooses the language of his pages under Your account. Who has not gets the one that you choose here.',
        )}
      </p>
      <form method="post" action="/settings/language" class="stack">
        <CsrfField token={csrf} />
        <Choice
          name="language"
          label={t('Language of the pages')}
          value={language}
          options={[['', t('What the browser asks for')], ...Object.entries(pageLanguageNames)]}
          hint={t('What customers read is chosen for each group.')}
        />
        <div class="actions">
          <Submit label={t('Save')} />
        </div>
      </form>
    </>
  );
}
