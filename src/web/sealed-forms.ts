import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { WebRequest } from './context.ts';

// Where somebody is asked something before a form that he has sent is done, the page that asks carries the whole form along,
// sealed: secrets among it are in no page, and nothing has to be typed again.

export interface SealedForms {
  /** @returns the form of the request, unreadable */
  seal(c: WebRequest): Promise<string>;
  /** Puts the form back as if it had just been sent. @throws AppError conflict when it is of another session, or of before a restart */
  open(c: WebRequest, sealed: string): void;
}

type Pairs = readonly (readonly [name: string, value: string])[];

export function createSealedForms(): SealedForms {
  const key = randomBytes(32);
  return {
    seal: async (c) => seal(key, c, await readPairs(c)),
    open: (c, sealed) => replaceBody(c, unseal(key, c, sealed)),
  };
}

/** Without the token, which the page has anew. */
async function readPairs(c: WebRequest): Promise<Pairs> {
  const form = await c.req.formData();
  return [...form].flatMap(([name, value]) =>
    typeof value === 'string' && name !== 'csrf' ? [[name, value] as const] : [],
  );
}

function replaceBody(c: WebRequest, pairs: Pairs): void {
  const body = new URLSearchParams(pairs.map(([name, value]) => [name, value]));
  body.append('csrf', c.get('csrf'));
  const headers = new Headers(c.req.raw.headers);
  headers.set('content-type', 'application/x-www-form-urlencoded');
  headers.delete('content-length');
  c.req.raw = new Request(c.req.raw.url, { method: 'POST', headers, body });
  c.req.bodyCache = {};
}

/** For this session and this address only. */
function seal(key: Buffer, c: WebRequest, pairs: Pairs): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(placeOf(c));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(pairs)), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

function unseal(key: Buffer, c: WebRequest, text: string): Pairs {
  const bytes = Buffer.from(text, 'base64url');
  try {
    const opener = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 })
      .setAAD(placeOf(c))
      .setAuthTag(bytes.subarray(12, 28));
    const plain = Buffer.concat([opener.update(bytes.subarray(28)), opener.final()]);
    return JSON.parse(plain.toString()) as Pairs;
  } catch (cause) {
    throw new AppError('conflict', 'This form is from before a restart; open its page again and repeat it.', {
      cause,
    });
  }
}

function placeOf(c: WebRequest): Buffer {
  const { pathname, search } = new URL(c.req.url);
  return Buffer.from(`${c.get('sessionHash')}\n${pathname}${search}`);
}
