import { TracePage } from '../../../views/search/trace-page.tsx';
import { t } from '../../../views/words.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import type { WebContext, WebRequest } from '../context.ts';
import { renderPage } from '../page.tsx';

/** GET /trace?q= */
export function showTrace(web: WebContext) {
  return async (c: WebRequest) => {
    const input = c.req.query('q') ?? '';
    const trace = await web.reads.traceMail(viewerOf(c.get('user')), input);
    return renderPage(
      c,
      { title: t('Where is my mail?'), active: 'tickets' },
      <TracePage {...{ input, trace }} />,
    );
  };
}
