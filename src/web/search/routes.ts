import type { WebApp, WebContext } from '../context.ts';
import { createSavedView, deleteSavedView } from './search.tsx';
import { showTrace } from './trace.tsx';

/** Searches that somebody keeps, and where a message is. */
export function addSavedViewRoutes(app: WebApp, web: WebContext): void {
  app.get('/trace', showTrace(web));
  app.post('/saved-views', createSavedView(web));
  app.post('/saved-views/:id/deletion', deleteSavedView(web));
}
