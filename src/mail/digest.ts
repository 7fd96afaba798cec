import { createHash } from 'node:crypto';
import type { ParsedMessage } from '../domain/message.ts';

/**
 * Recognises a message whose raw bytes changed because a server rendered it anew: From, Date, what its bodies say and
 * what its attachments hold. Left out is what servers alter: encodings, blanks, boundaries, file names, part order.
 */
export function digestMessage(message: Omit<ParsedMessage, 'digest'>, htmlText: string | undefined): string {
  const hash = createHash('sha256');
  hash.update(`${message.from?.address ?? ''}\n${message.date?.toISOString() ?? ''}\n`);
  hash.update(`${condense(message.text)}\n${htmlText === undefined ? '' : condense(htmlText)}\n`);
  const contents = message.attachments.map(({ content }) =>
    createHash('sha256').update(content).digest('hex'),
  );
  hash.update(contents.sort().join('\n'));
  return hash.digest('hex');
}

function condense(text: string): string {
  // A lone blank stays as it is: to replace each would cost most of the digest.
  return text.replace(/(?:[^\S ]| \s)\s*/g, ' ').trim();
}
