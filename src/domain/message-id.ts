import { createHmac, timingSafeEqual } from 'node:crypto';

interface OwnMessageId {
  readonly ticketId: number;
  /** What the sender of the message chose; unique for each message of the ticket. */
  readonly unique: string;
}

/**
 * A Message-ID, without angle brackets, that only this installation can make: who quotes it has seen our message.
 * @param secret of the data file, at least 32 random bytes. @param unique letters, digits and dashes.
 */
export function makeMessageId(secret: Uint8Array, id: OwnMessageId, domain: string): string {
  return `pr.${id.ticketId}.${id.unique}.${sign(secret, id)}@${domain}`;
}

/** @returns what the identifier says when we made it, undefined for anybody else's. The domain is not looked at. */
export function verifyMessageId(secret: Uint8Array, messageId: string): OwnMessageId | undefined {
  const match = ownPattern.exec(messageId.trim().replace(/^<|>$/g, '').toLowerCase());
  if (match === null) return undefined;
  const id = { ticketId: Number(match[1]), unique: match[2] ?? '' };
  const given = Buffer.from(match[3] ?? '', 'ascii');
  const expected = Buffer.from(sign(secret, id), 'ascii');
  return given.length === expected.length && timingSafeEqual(given, expected) ? id : undefined;
}

/** Whether it has the form of our identifiers, genuine or forged. */
export function looksLikeOwnMessageId(messageId: string): boolean {
  return ownPattern.test(messageId.toLowerCase());
}

/**
 * Whether it names what a Postroom, this or another one, has sent by itself. Microsoft Graph lets none of the fields through
 * that say so, and this name.
 */
export function isAutomaticMessageId(messageId: string): boolean {
  const unique = ownPattern.exec(messageId.trim().replace(/^<|>$/g, '').toLowerCase())?.[2] ?? '';
  return automaticPattern.test(unique);
}

/** Whether it can stand in a header of ours: foreign identifiers hold anything. */
export function isUsableMessageId(messageId: string): boolean {
  return /^[\x21-\x3b\x3d\x3f-\x7e]{1,900}$/.test(messageId);
}

const ownPattern = /^pr\.(\d{1,15})\.([a-z0-9-]{1,64})\.([0-9a-f]{24})@/;

const automaticPattern = /^(?:auto-reply$|oversized-|notify-)/;

// 96 bits; lower case throughout, because some relays change the case of identifiers.
function sign(secret: Uint8Array, { ticketId, unique }: OwnMessageId): string {
  return createHmac('sha256', secret)
    .update(`message-id\n${ticketId}\n${unique.toLowerCase()}`)
    .digest('hex')
    .slice(0, 24);
}
