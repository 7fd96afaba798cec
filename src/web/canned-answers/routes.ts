import type { WebApp, WebContext } from '../context.ts';
import {
  deleteCannedAnswer,
  previewCannedAnswer,
  saveCannedAnswer,
  showCannedAnswer,
  showCannedAnswers,
  showNewCannedAnswer,
} from './canned-answers.tsx';
import { sendCannedText } from './canned-texts.ts';

/** Texts that are used again and again. */
export function addCannedAnswerRoutes(app: WebApp, web: WebContext): void {
  app.get('/canned-answers/:id/text', sendCannedText(web));
  app.get('/settings/canned-answers', showCannedAnswers(web));
  app.post('/settings/canned-answers', saveCannedAnswer(web));
  app.get('/settings/canned-answers/new', showNewCannedAnswer(web));
  app.post('/settings/canned-answers/preview', previewCannedAnswer());
  app.get('/settings/canned-answers/:id{[0-9]+}', showCannedAnswer(web));
  app.post('/settings/canned-answers/:id{[0-9]+}', saveCannedAnswer(web));
  app.post('/settings/canned-answers/:id{[0-9]+}/deletion', deleteCannedAnswer(web));
}
