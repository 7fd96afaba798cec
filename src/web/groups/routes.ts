import type { WebApp, WebContext } from '../context.ts';
import { createGroup, showGroup, showGroups, showNewGroup, switchGroup, updateGroup } from './groups.tsx';

/** Groups and who may do what in them. */
export function addGroupRoutes(app: WebApp, web: WebContext): void {
  app.get('/settings/groups', showGroups(web));
  app.post('/settings/groups', createGroup(web));
  app.get('/settings/groups/new', showNewGroup(web));
  app.get('/settings/groups/:id', showGroup(web));
  app.post('/settings/groups/:id', updateGroup(web));
  app.post('/settings/groups/:id/deactivation', switchGroup(web, false));
  app.post('/settings/groups/:id/activation', switchGroup(web, true));
}
