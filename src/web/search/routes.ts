import type { WebApp, WebContext } from '../context.ts';
import { showPalette } from './palette.tsx';
import {
  createSavedView,
  deleteSavedView,
  setViewGroup,
  setViewPosition,
  showSavedTabs,
  showSavedViews,
} from './saved-views.tsx';
import { createFoundRescue, showMailboxes, showTrace } from './trace.tsx';

/** Searches that somebody keeps, where a message is, and the way to everything. */
export function addSavedViewRoutes(app: WebApp, web: WebContext): void {
  app.get('/trace', showTrace(web));
  app.get('/trace/mailboxes', showMailboxes(web));
  app.post('/trace/rescues', createFoundRescue(web));
  app.get('/palette', showPalette(web));
  app.get('/saved-views', showSavedViews(web));
  app.get('/saved-views/tabs', showSavedTabs(web));
  app.post('/saved-views', createSavedView(web));
  app.post('/saved-views/:id/deletion', deleteSavedView(web));
  app.post('/saved-views/:id/position', setViewPosition(web));
  app.post('/saved-views/:id/group', setViewGroup(web));
}
