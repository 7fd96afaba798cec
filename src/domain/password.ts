import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '../errors.ts';

const derive = promisify(argon2);

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const minimumLength = 8;
const maximumLength = 256;

/** @returns a PHC string that carries its own parameters. @throws AppError invalid for a password that is too short or long */
export async function hashPassword(password: string): Promise<string> {
  const length = [...password].length;
  if (length < minimumLength || length > maximumLength) {
    throw new AppError(
      'invalid',
      `The password has ${length} characters; expected ${minimumLength} to ${maximumLength}.`,
      {
        fields: { password: `Expected at least ${minimumLength} characters (15 or more are advised).` },
      },
    );
  }
  const salt = randomBytes(16);
  const tag = await deriveTag(password, salt, cost, 32);
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(salt)}$${encode(tag)}`;
}

/** Compares in constant time. A hash that cannot be read is a mismatch. */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash);
  const [, memory, passes, parallelism, salt, tag] = match ?? [];
  if (salt === undefined || tag === undefined) return false;
  const expected = Buffer.from(tag, 'base64');
  const parameters = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const actual = await deriveTag(password, Buffer.from(salt, 'base64'), parameters, expected.length);
  return timingSafeEqual(actual, expected);
}

async function deriveTag(
  password: string,
  nonce: Buffer,
  parameters: typeof cost,
  tagLength: number,
): Promise<Buffer> {
  return derive('argon2id', { message: password.normalize('NFC'), nonce, tagLength, ...parameters });
}

function encode(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
