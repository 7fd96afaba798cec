import { hash } from 'node:crypto';
import type { ParsedMessage } from '../domain/message.ts';

/**
 * Recognises a message whose raw bytes changed because a server rendered it anew: From, Date, what its bodies say and
 * what its attachments hold. Left out is what servers alter: encodings, blanks, boundaries, file names, part order.
 */
export function digestMessage(
  message: Omit<ParsedMessage, 'digest' | 'clues'>,
  htmlText: string | undefined,
): string {
  const head = `${message.from?.address ?? ''}\n${message.date?.toISOString() ?? ''}\n`;
  const text = condense(message.text);
  // Where the text was made of the HTML, it is the same.
  const html = htmlText === message.text ? text : condense(htmlText ?? '');
  const bodies = `${text}\n${html}\n`;
  const contents = message.attachments.map(({ content }) => hash('sha256', content, 'hex'));
  return hash('sha256', `${head}${bodies}${contents.sort().join('\n')}`, 'hex');
}

function condense(text: string): string {
  // A lone blank stays as it is: to replace each would cost most of the digest.
  return text.replace(/(?:[^\S ]| \s)\s*/g, ' ').trim();
}
