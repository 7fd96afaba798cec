import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * A mark that a browser keeps after a sign-in. It opens nothing; whoever shows it is only not held up by the wrong
 * passwords that others try on the same account.
 * @param secret of the data file. @param unique random, so that each browser counts for itself
 */
export function makeDeviceMark(secret: Uint8Array, userId: number, unique: string): string {
  return `${userId}.${unique}.${sign(secret, `${userId}.${unique}`)}`;
}

/** @returns what to count the browser's own tries by, when the mark is ours and for this user */
export function verifyDeviceMark(secret: Uint8Array, userId: number, mark: string): string | undefined {
  const match = /^(\d{1,15})\.([\w-]{8,64})\.([\w-]{43})$/.exec(mark);
  if (match === null || Number(match[1]) !== userId) return undefined;
  const expected = Buffer.from(sign(secret, `${match[1]}.${match[2]}`));
  const given = Buffer.from(match[3] ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected)
    ? `device ${match[2]}`
    : undefined;
}

function sign(secret: Uint8Array, text: string): string {
  return createHmac('sha256', secret).update(`device\n${text}`).digest('base64url');
}
