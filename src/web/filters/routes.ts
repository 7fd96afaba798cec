import type { WebApp, WebContext } from '../context.ts';
import { saveFilter, showFilter, showNewFilter } from './filter-editor.tsx';
import { deleteFilter, moveFilter, showFilters, switchFilter } from './filters.tsx';

/** Rules on incoming mail. */
export function addFilterRoutes(app: WebApp, web: WebContext): void {
  app.get('/settings/filters', showFilters(web));
  app.post('/settings/filters', saveFilter(web));
  app.get('/settings/filters/new', showNewFilter(web));
  app.get('/settings/filters/:id{[0-9]+}', showFilter(web));
  app.post('/settings/filters/:id{[0-9]+}', saveFilter(web));
  app.post('/settings/filters/:id{[0-9]+}/position', moveFilter(web));
  app.post('/settings/filters/:id{[0-9]+}/activity', switchFilter(web));
  app.post('/settings/filters/:id{[0-9]+}/deletion', deleteFilter(web));
}
