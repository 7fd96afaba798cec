import { LanguagePage } from '../../../views/settings/language-page.tsx';
import { t } from '../../../views/words.ts';
import { loadDeskLanguage } from '../../db/page-language.ts';
import { isPageLanguage } from '../../domain/page-language.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';

/** GET /settings/language */
export function showDeskLanguage(web: WebContext) {
  return async (c: WebRequest) => {
    const page = <LanguagePage csrf={c.get('csrf')} language={await loadDeskLanguage(web.read)} />;
    return renderPage(c, { title: t('Language'), active: 'settings' }, page);
  };
}

/** POST /settings/language */
export function saveDeskLanguage(web: WebContext) {
  return async (c: WebRequest) => {
    const chosen = (await readFields(c)).text('language');
    const language = isPageLanguage(chosen) ? chosen : '';
    await web.desk.as(actorOf(c)).call('chooseDeskLanguage', { language });
    return redirectTo(c, '/settings/language', { notice: t('Saved.') });
  };
}
