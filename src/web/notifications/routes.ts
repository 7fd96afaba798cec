import type { WebApp, WebContext } from '../context.ts';
import {
  chooseNotifications,
  createReadings,
  sendNewest,
  showBell,
  showNotifications,
} from './notifications.tsx';

/** What a user was told. */
export function addNotificationRoutes(app: WebApp, web: WebContext): void {
  app.get('/notifications', showNotifications(web));
  app.get('/notifications/bell', showBell(web));
  app.get('/notifications/newest', sendNewest(web));
  app.post('/notifications/readings', createReadings(web));
  app.post('/account/notifications', chooseNotifications(web));
}
