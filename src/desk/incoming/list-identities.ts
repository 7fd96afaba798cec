import { findHeader, type ParsedMessage } from '../../domain/message.ts';
import { verifyMessageId } from '../../domain/message-id.ts';
import { evidenceHeader } from '../../mail/compose.ts';

/** @returns the Message-ID that we gave a message, whatever the server has made of it; undefined when it is not from here */
export function findOwnMark(message: Pick<ParsedMessage, 'headers'>, secret: Uint8Array): string | undefined {
  const mark = findHeader(message, evidenceHeader.toLowerCase());
  return mark !== undefined && verifyMessageId(secret, mark) !== undefined ? mark : undefined;
}

/** What a message is known by: its Message-ID, and the one that we gave it where Exchange has replaced that. */
export function listIdentities(message: ParsedMessage, secret: Uint8Array): string[] {
  return [message.messageId, findOwnMark(message, secret)].filter((id) => id !== undefined);
}
