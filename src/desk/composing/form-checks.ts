import type { Article } from '../../db/article-read.ts';
import type { Address } from '../../domain/message.ts';
import { parseRecipients } from '../../domain/recipients.ts';
import { AppError } from '../../errors.ts';

const mostTextCharacters = 500_000;
const mostRecipients = 100;

/** What is no address is refused, not left out: the agent sees exactly who gets the answer. @throws AppError invalid */
export function readAddresses(typed: string, field: string): readonly Address[] {
  const { addresses, unreadable } = parseRecipients(typed);
  if (unreadable.length > 0) {
    throw refuse(field, `“${unreadable[0]?.slice(0, 80)}” is no e-mail address; expected name@example.com.`);
  }
  if (addresses.length > mostRecipients) {
    throw refuse(field, `At most ${mostRecipients} addresses fit here; these are ${addresses.length}.`);
  }
  return addresses;
}

/** @throws AppError invalid */
export function assertFitsMail(text: string, field: string): void {
  if (text.length > mostTextCharacters) throw refuse(field, 'This is too long for a mail.');
}

/**
 * A form that comes twice is one message; a form that was changed in between (by going back in the browser) is another
 * one, and must not vanish. @throws AppError conflict
 */
export function assertSameText(earlier: Pick<Article, 'text'>, text: string): void {
  if (earlier.text === text) return;
  const message = 'This form was sent before, with another text. Send it once more if this one is to follow.';
  throw new AppError('conflict', message);
}

/** The form's key becomes part of the Message-ID. @throws AppError invalid */
export function checkKey(key: string): string {
  if (!/^[a-z0-9-]{8,64}$/.test(key))
    throw new AppError('invalid', 'The form is damaged; load the page again.');
  return key;
}

export function refuse(field: string, message: string): AppError {
  return new AppError('invalid', message, { fields: { [field]: message } });
}
