import type { WebApp, WebContext } from '../context.ts';
import { createAttempts, showQuarantine, showQuarantineLink, showQuarantineList } from './quarantine.tsx';
import {
  createDiscard,
  createMadeUpArticle,
  createQuarantineAttempt,
  sendQuarantined,
  showDiscard,
  showQuarantined,
} from './quarantine-message.tsx';

/** Mail that could not become an article. */
export function addQuarantineRoutes(app: WebApp, web: WebContext): void {
  app.get('/quarantine', showQuarantine(web));
  app.get('/quarantine/list', showQuarantineList(web));
  app.get('/quarantine/link', showQuarantineLink());
  app.post('/quarantine/attempts', createAttempts(web));
  app.get('/quarantine/:id{[0-9]+}', showQuarantined(web));
  app.get('/quarantine/:id{[0-9]+}/raw', sendQuarantined(web));
  app.post('/quarantine/:id{[0-9]+}/attempts', createQuarantineAttempt(web));
  app.post('/quarantine/:id{[0-9]+}/article', createMadeUpArticle(web));
  app.get('/quarantine/:id{[0-9]+}/discard', showDiscard(web));
  app.post('/quarantine/:id{[0-9]+}/discard', createDiscard(web));
}
