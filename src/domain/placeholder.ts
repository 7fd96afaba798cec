import type { ParsedMessage } from './message.ts';

/** Between requests for what Exchange has sent a placeholder for, in milliseconds. */
export const placeholderPause = 300_000;

/**
 * Exchange answers a FETCH it cannot serve with a message of its own making. The real one may come later, so this
 * must become no ticket and the original must stay. People quote and forward these words, so both places must fit.
 */
export function isExchangePlaceholder(
  message: Pick<ParsedMessage, 'subject' | 'text' | 'attachments'>,
): boolean {
  return subject.test(message.subject) && body.test(message.text) && message.attachments.length === 0;
}

const subject = /^Retrieval using the (?:IMAP4|POP3) protocol failed for the following message: ?\d*/i;
const body =
  /^\s*(?:Retrieval using the (?:IMAP4|POP3) protocol failed for the following message:\s*\d*\s*)?The server could(?:n['’]t| not) retrieve the following message:/i;
