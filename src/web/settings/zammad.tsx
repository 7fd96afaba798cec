import { ZammadPage } from '../../../views/settings/zammad-page.tsx';
import { t } from '../../../views/words.ts';
import type { WebRequest } from '../context.ts';
import { renderPage } from '../page.tsx';

/** GET /settings/zammad */
export function showZammadWords(c: WebRequest): Promise<Response> {
  return renderPage(c, { title: t('Coming from Zammad'), active: 'settings' }, <ZammadPage />);
}
