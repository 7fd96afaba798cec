import { randomBytes, timingSafeEqual } from 'node:crypto';

// A page holds the token of its forms and texts of strangers, and it is compressed. Masked with other random bytes in every
// answer, the token gives nothing away by the length of the page.

/** @param token base64url. @returns it under a mask, which stands before it; base64url */
export function maskToken(token: string): string {
  const bytes = Buffer.from(token, 'base64url');
  const mask = randomBytes(bytes.length);
  return Buffer.concat([mask, xor(bytes, mask)]).toString('base64url');
}

/** What a page says with each of its forms: that it is ours, and what it knew. */
interface FormToken {
  /** base64url, masked or not */
  readonly token: string;
  /** The newest fact that there was when the page was made; undefined where it does not say. */
  readonly seen: number | undefined;
}

/** @param token base64url, not masked. @returns one text for the field of a form */
export function writeFormToken({ token, seen }: FormToken): string {
  return seen === undefined ? maskToken(token) : `${maskToken(token)}.${seen}`;
}

export function readFormToken(given: string): FormToken {
  const [, token = given, digits] = /^(.*)\.(\d{1,15})$/s.exec(given) ?? [];
  return { token, seen: digits === undefined ? undefined : Number(digits) };
}

/** @param given from a form, masked or not */
export function isToken(given: string, token: string): boolean {
  const expected = Buffer.from(token, 'base64url');
  const bytes = Buffer.from(given, 'base64url');
  const actual =
    bytes.length === expected.length * 2
      ? xor(bytes.subarray(0, expected.length), bytes.subarray(expected.length))
      : bytes;
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

function xor(left: Uint8Array, right: Uint8Array): Buffer {
  return Buffer.from(left.map((byte, index) => byte ^ (right[index] ?? 0)));
}
