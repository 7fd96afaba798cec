import { findHeader, type ParsedMessage } from '../domain/message.ts';
import { verifyMessageId } from '../domain/message-id.ts';
import type { ThreadOptions } from '../domain/threading.ts';
import { evidenceHeader } from '../mail/compose.ts';

/** What a message is known by: its Message-ID, and the one that we gave it where Exchange has replaced that. */
export function listIdentities(message: ParsedMessage, { secret }: ThreadOptions): string[] {
  const mark = findHeader(message, evidenceHeader.toLowerCase());
  const isOurs = mark !== undefined && verifyMessageId(secret, mark) !== undefined;
  return [message.messageId, isOurs ? mark : undefined].filter((id) => id !== undefined);
}
