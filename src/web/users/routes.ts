import type { WebApp, WebContext } from '../context.ts';
import {
  createInvitation,
  createUser,
  deleteMicrosoftLink,
  demandFactor,
  endSessionsOfUser,
  resetFactor,
  setUserPassword,
  showNewUser,
  showUser,
  showUsers,
  switchUser,
  updateUser,
} from './users.tsx';

/** Who signs in. */
export function addUserRoutes(app: WebApp, web: WebContext): void {
  app.get('/settings/users', showUsers(web));
  app.post('/settings/users', createUser(web));
  app.get('/settings/users/new', showNewUser(web));
  app.post('/settings/users/second-factor', demandFactor(web));
  app.get('/settings/users/:id{[0-9]+}', showUser(web));
  app.post('/settings/users/:id', updateUser(web));
  app.post('/settings/users/:id/microsoft-removal', deleteMicrosoftLink(web));
  app.post('/settings/users/:id/invitations', createInvitation(web));
  app.post('/settings/users/:id/password', setUserPassword(web));
  app.post('/settings/users/:id/second-factor-removal', resetFactor(web));
  app.post('/settings/users/:id/ended-sessions', endSessionsOfUser(web));
  app.post('/settings/users/:id/deactivation', switchUser(web, false));
  app.post('/settings/users/:id/activation', switchUser(web, true));
}
