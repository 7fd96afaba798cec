import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import { ProofPage } from '../../../views/account/proof-page.tsx';
import { findMicrosoftLink } from '../../db/microsoft-people.ts';
import { listPasskeys } from '../../db/passkeys.ts';
import { findTotpFactor } from '../../db/second-factors.ts';
import { AppError, toAppError } from '../../errors.ts';
import { assetUrls } from '../assets.ts';
import { actorOf, type WebContext, type WebEnv, type WebRequest } from '../context.ts';

// What takes proof is refused by the desk, wherever it is asked for. A browser gets a page that asks for the password,
// and that carries the whole form along, sealed: secrets among it are in no page, and nothing has to be typed again.

export interface Proofs {
  /** Answers a form that takes proof first. */
  ask(c: WebRequest): Promise<Response>;
  /** Takes the proof, and goes on with the form as it was sent first. Comes after the form's token is checked. */
  readonly take: MiddlewareHandler<WebEnv>;
}

export function createProofs(web: WebContext): Proofs {
  const key = randomBytes(32);
  return {
    ask: async (c) => showProof(web, c, { sealed: seal(key, c, await readPairs(c)), status: 403 }),
    take: async (c, next) => {
      if (c.req.method !== 'POST') return next();
      const form = await c.req.parseBody();
      if (typeof form.sealed !== 'string') return next();
      const pairs = unseal(key, c, form.sealed);
      try {
        await web.desk.as(actorOf(c)).call('proveAgain', {
          proof: String(form.proof ?? ''),
          answer: String(form.answer ?? ''),
        });
      } catch (error) {
        const { fields, retryAfter, message } = toAppError(error);
        if (fields === undefined && retryAfter === undefined) throw error;
        if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
        const status = retryAfter === undefined ? 422 : 429;
        return showProof(web, c, { sealed: form.sealed, status, error: fields?.proof ?? message });
      }
      replaceBody(c, pairs);
      return next();
    },
  };
}

type Pairs = readonly (readonly [name: string, value: string])[];

interface Shown {
  readonly sealed: string;
  readonly status: 403 | 422 | 429;
  readonly error?: string | undefined;
}

async function showProof(web: WebContext, c: WebRequest, { sealed, status, error }: Shown) {
  const { pathname, search } = new URL(c.req.url);
  const { id, passwordHash } = c.get('user');
  const factor = await findTotpFactor(web.read, id);
  const passkeys = await listPasskeys(web.read, id);
  const props = { assets: assetUrls, csrf: c.get('csrf'), action: pathname + search, sealed, error };
  const ways = {
    hasPassword: passwordHash !== '',
    hasApp: factor !== undefined,
    hasPasskey: passkeys.length > 0,
    hasMicrosoft: (await findMicrosoftLink(web.read, id)) !== undefined,
  };
  return c.html(<ProofPage {...props} {...ways} />, status);
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

/** @throws AppError conflict when it is of another session, or of before a restart */
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
