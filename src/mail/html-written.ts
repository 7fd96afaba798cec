import { stripMarks } from '../domain/html/html-fold.ts';
import { sanitizeHtml } from './html.ts';

/** Makes what a person wrote in the browser's editor fit to be sent: harmless, pictures as attachments only, no styles. */
export function sanitizeWritten(html: string): string {
  return stripMarks(sanitizeHtml(html))
    .replace(/<img(?![^>]* src="cid:)[^>]*>/g, '')
    .replace(/ style="[^"]*"/g, '');
}

/** Whether sanitized HTML says no more than its text does: lines, and nothing else. */
export function isMereText(html: string): boolean {
  return !/<(?!\/?(?:div|p|br)(?:>| ?\/>))/.test(html);
}
