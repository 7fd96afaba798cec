import { escapeHtml } from './html-tokens.ts';
import { directHtml } from './text-direction.ts';

/** A quote as `quoteMail` or `forwardMail` writes it: an introduction, an empty line perhaps, and the text. */
export interface QuotedMail {
  readonly introduction: string;
  readonly text: string;
}

const quoteStyle = 'margin:0 0 0 8px;padding-left:10px;border-left:2px solid #cccccc';

/** The quote below an answer, from its text: a stranger's layout, pictures and styles stay behind. */
export function quoteAsHtml({ introduction, text }: QuotedMail): string {
  const quote = `<blockquote type="cite" style="${quoteStyle}">${toLines(text)}</blockquote>`;
  return `<br><div>${toLines(introduction)}</div>${directHtml(quote, text)}`;
}

function toLines(text: string): string {
  return escapeHtml(text).replaceAll('\n', '<br>');
}
