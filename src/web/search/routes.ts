import type { WebApp, WebContext } from '../context.ts';
import { createSavedView, deleteSavedView } from './search.tsx';

/** Searches that somebody keeps. */
export function addSavedViewRoutes(app: WebApp, web: WebContext): void {
  app.post('/saved-views', createSavedView(web));
  app.post('/saved-views/:id/deletion', deleteSavedView(web));
}
