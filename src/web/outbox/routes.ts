import type { WebApp, WebContext } from '../context.ts';
import {
  createAttempt,
  createCancellation,
  createConfirmation,
  createDismissal,
  createSearch,
  createTime,
} from './outbox.ts';
import { showOutbox, showOutboxLink } from './outbox-page.tsx';

/** Mail that goes out, and what became of it. */
export function addOutboxRoutes(app: WebApp, web: WebContext): void {
  app.get('/outbox', showOutbox(web));
  app.get('/outbox/link', showOutboxLink(web));
  app.post('/outbox/:id/attempts', createAttempt(web));
  app.post('/outbox/:id/confirmation', createConfirmation(web));
  app.post('/outbox/:id/cancellation', createCancellation(web));
  app.post('/outbox/:id/searches', createSearch(web));
  app.post('/outbox/:id/time', createTime(web));
  app.post('/outbox/:id/dismissal', createDismissal(web));
}
