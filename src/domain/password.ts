import { argon2, hash as digest, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '../errors.ts';
import commonPasswords from './common-passwords.txt?text';

const derive = promisify(argon2);

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const minimumLength = 8;
const maximumLength = 256;

/** The first six bytes of SHA-256, base64url: see scripts/make-common-passwords. */
const common = new Set(commonPasswords.split('\n'));

/** Whose password it becomes; what can be guessed from that is refused. */
interface PasswordOwner {
  readonly email: string;
  readonly name?: string | undefined;
}

/** @returns as `hashPassword`. @throws AppError invalid, also for one that is tried first by whoever guesses */
export async function hashNewPassword(password: string, owner: PasswordOwner): Promise<string> {
  // Of nothing, or of too little, there is nothing else to say.
  checkLength(password);
  const fault = findPasswordFault(password, owner);
  if (fault === undefined) return hashPassword(password);
  throw new AppError('invalid', `The password was not taken: ${fault}`, { fields: { password: fault } });
}

/** ASVS 5, 6.2.4 and 6.2.11: not among the most used ones, and not what is known of its owner. */
function findPasswordFault(password: string, { email, name = '' }: PasswordOwner): string | undefined {
  const written = password.normalize('NFKC').toLowerCase();
  // What people put behind a word when they are asked for more: Password1!, Summer2026.
  const word = written.replace(/[\d\p{P}\p{S}\s]{1,20}$/u, '');
  const [local = '', domain = ''] = email.toLowerCase().split('@');
  const known = [email, local, domain, domain.split('.')[0] ?? '', name, name.replace(/\s+/g, ''), 'postroom']
    .map((each) => each.trim().toLowerCase())
    .filter((each) => each.length >= 3);
  if (known.some((each) => each === written || each === word)) {
    return 'It is made of your own address or name; choose another one.';
  }
  if (new Set(written).size < 3) return 'It is made of one or two characters; choose another one.';
  const isCommon = [written, word].some((each) => common.has(shorten(each)));
  return isCommon ? 'It is one of the 3,000 most used passwords; choose another one.' : undefined;
}

function shorten(word: string): string {
  return digest('sha256', word, 'buffer').subarray(0, 6).toString('base64url');
}

/** @returns a PHC string that carries its own parameters. @throws AppError invalid for a password that is too short or long */
export async function hashPassword(password: string): Promise<string> {
  checkLength(password);
  const salt = randomBytes(16);
  const tag = await deriveTag(password, salt, cost, 32);
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${encode(salt)}$${encode(tag)}`;
}

/** @throws AppError invalid */
function checkLength(password: string): void {
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
  return bytes.toString('base64').replaceAll('=', '');
}
