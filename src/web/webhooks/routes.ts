import type { WebApp, WebContext } from '../context.ts';
import {
  createWebhook,
  createWebhookSecret,
  showNewWebhook,
  showWebhook,
  updateWebhook,
} from './webhook-page.tsx';
import {
  createDeliveryAttempt,
  createWebhookTest,
  deleteWebhook,
  saveDeliveryDays,
  showWebhooks,
  switchWebhook,
} from './webhooks.tsx';

/** Programs and chats that are told of what happens. */
export function addWebhookRoutes(app: WebApp, web: WebContext): void {
  app.get('/settings/webhooks', showWebhooks(web));
  app.post('/settings/webhooks', createWebhook(web));
  app.get('/settings/webhooks/new', showNewWebhook(web));
  app.post('/settings/webhooks/retention', saveDeliveryDays(web));
  app.get('/settings/webhooks/:id{[0-9]+}', showWebhook(web));
  app.post('/settings/webhooks/:id{[0-9]+}', updateWebhook(web));
  app.post('/settings/webhooks/:id{[0-9]+}/deletion', deleteWebhook(web));
  app.post('/settings/webhooks/:id{[0-9]+}/pause', switchWebhook(web, false));
  app.post('/settings/webhooks/:id{[0-9]+}/resumption', switchWebhook(web, true));
  app.post('/settings/webhooks/:id{[0-9]+}/secrets', createWebhookSecret(web));
  app.post('/settings/webhooks/:id{[0-9]+}/tests', createWebhookTest(web));
  app.post(
    '/settings/webhooks/:id{[0-9]+}/deliveries/:delivery{[0-9]+}/attempts',
    createDeliveryAttempt(web),
  );
}
