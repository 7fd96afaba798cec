import { isAscii, isUtf8 } from 'node:buffer';
import type { Context, MiddlewareHandler, Next } from 'hono';
import { t } from '../../views/words.ts';
import type { User } from '../db/users.ts';
import { networkOf } from '../domain/sign-in-limit.ts';
import { AppError } from '../errors.ts';
import { clientAddress } from './client-address.ts';
import type { WebContext, WebEnv } from './context.ts';
import { showRefusedBody } from './failures.tsx';
import { isForPrograms } from './problem.ts';
import { createTurns, type TurnLimits, type Turns } from './turns.ts';

/** RFC 9110 section 9.3. */
const withoutBody = ['GET', 'HEAD', 'TRACE'];

const kilobyte = 1024;
const megabyte = 1024 * kilobyte;

const formBytes = 64 * kilobyte;
/** Canned answers and signatures hold up to 20,000 characters, and a character takes up to nine bytes in a form. */
const longTextBytes = 256 * kilobyte;
const fileBytes = 30 * megabyte;
/** Where a signature and its picture come in. */
const signatureBytes = megabyte;
const longTextPath = /^\/settings\/|^\/mcp$/;
const filePath =
  /^\/(?:tickets|tickets\/[^/]+\/(?:replies|notes)|drafts(?:\/[^/]+)?|api\/v1\/tickets(?:\/\d+\/articles)?)$/;
const signaturePath =
  /^\/settings\/groups(?:\/\d+)?$|^\/account\/signature$|^\/api\/v1\/(?:signatures\/\d+|users\/\d+\/signature)$/;
const mostFields = 1_000;
const mostPartHead = 2_048;
const firstRoom = megabyte;
/** Of everything in a form that is no file: a message is cut to a million characters. */
const mostTextBytes = 4 * megabyte;
const multipart = /^\s*multipart\/form-data\b/i;
/** As browsers and programs write it. Any other spelling could name one boundary here, and another where the form is read. */
const multipartType =
  /^\s*multipart\/form-data\s*;\s*(?:charset="?[\w-]{1,20}"?\s*;\s*)?boundary=("?)(?<boundary>[^";\s]{1,200})\1\s*$/i;
const formType = /^\s*(?:multipart\/form-data|application\/x-www-form-urlencoded)\b/i;

/** How much of bodies may be in memory at the same time, of everybody and of one address. */
interface Budget {
  readonly total: number;
  readonly address: number;
}
const strangers: Budget = { total: 8 * megabyte, address: megabyte };
const people: Budget = { total: 96 * megabyte, address: 64 * megabyte };

/** Of strangers each form has its turn, of people those that are large: reading one holds the thread up, and the desk. */
const strangersTurns: TurnLimits = { ofOne: 2, ofAll: 8, mostWaiting: 100, rests: false };
const peoplesTurns: TurnLimits = { ofOne: 1, ofAll: 3, mostWaiting: 8, rests: true };
/** A person's large requests come in one after another: what waits stays with its sender. A slow line holds up nobody else. */
const peoplesLines: TurnLimits = { ofOne: 1, ofAll: 1_000, mostWaiting: 8, rests: true };

/**
 * Reads the body of a request that changes something, within the limits of its route and of what all requests together
 * may hold. Comes after everything that can refuse a request without its body; nothing else reads one.
 */
export function readBody(web: WebContext, who: 'stranger' | 'person'): MiddlewareHandler<WebEnv> {
  const isPerson = who === 'person';
  const taking: Taking = {
    isPerson,
    held: createHeldBytes(isPerson ? people : strangers),
    turns: createTurns(isPerson ? peoplesTurns : strangersTurns),
  };
  const lines = createTurns(peoplesLines);
  return async (c, next) => {
    if (withoutBody.includes(c.req.method)) return next();
    const most = isPerson ? mostBytes(c) : formBytes;
    const announced = Number(c.req.header('content-length') ?? most);
    const hasFiles = isPerson && isMultipart(c);
    if (announced > most) {
      // What is still on its way is not read: to throw it away costs as much as to take it. Only a person who sends a file
      // that is too large is heard to the end: his browser would show its own words for the line that ends, and not ours.
      if (!hasFiles) c.header('Connection', 'close');
      return tooLarge(c, most);
    }
    const takeIt = () => takeBody(c, next, { ...taking, most, address: networkOf(clientAddress(c, web)) });
    return hasFiles && announced > formBytes ? lines.take(idOf(c), takeIt) : takeIt();
  };
}

/** What all requests share that one of these reads. */
interface Taking {
  readonly isPerson: boolean;
  readonly held: ReturnType<typeof createHeldBytes>;
  readonly turns: Turns;
}

async function takeBody(
  c: Context<WebEnv>,
  next: Next,
  { isPerson, held, turns, most, address }: Taking & { readonly most: number; readonly address: string },
): Promise<Response | undefined> {
  const taken = { bytes: 0 };
  try {
    const body = await readWithin(c, most, (bytes) => {
      if (!held.take(address, bytes)) return false;
      taken.bytes += bytes;
      return true;
    });
    if (body === 'too large') return tooLarge(c, most);
    if (body === 'too many') return tooMany(c);
    const size = body.length;
    if (isForPrograms(c.req.path)) assertPlainText(c, body);
    const refusal = refuseForm(c, body);
    if (refusal !== undefined) return refusal;
    const handle = async () => {
      await putBack(c, body);
      await next();
      return undefined;
    };
    // What Microsoft tells has seconds only, and is read at once.
    const takesTurn = isPerson ? size > formBytes : formType.test(c.req.header('content-type') ?? '');
    return await (takesTurn ? turns.take(isPerson ? idOf(c) : address, handle) : handle());
  } finally {
    held.give(address, taken.bytes);
  }
}

/** @returns an answer where the form holds too much */
function refuseForm(c: Context, body: Uint8Array<ArrayBuffer>) {
  const { fields, textBytes, isUtf8: isReadable } = measureForm(body, c.req.header('content-type') ?? '');
  if (!isReadable && isForPrograms(c.req.path)) throw unreadable(notUtf8);
  if (fields <= mostFields && textBytes <= mostTextBytes) return undefined;
  // To wait until V8 looks for what is old takes as much memory again.
  body.buffer.transfer(0);
  return fields > mostFields ? manyFields(c) : tooLarge(c, mostTextBytes);
}

/** Our forms that files come in with are multipart; what is percent-encoded takes far longer to read. */
function mostBytes(c: Context): number {
  const { req } = c;
  if (filePath.test(req.path)) return isMultipart(c) ? fileBytes : longTextBytes;
  if (signaturePath.test(req.path)) return signatureBytes;
  return longTextPath.test(req.path) ? longTextBytes : formBytes;
}

function isMultipart({ req }: Context): boolean {
  return multipart.test(req.header('content-type') ?? '');
}

/** @returns whose request it is, of pages and of programs */
function idOf(c: Context): string {
  const { id }: User = c.get('user') ?? c.get('caller').user;
  return String(id);
}

function createHeldBytes({ total, address: ofAddress }: Budget) {
  const byAddress = new Map<string, number>();
  let all = 0;
  return {
    /** @returns false when it would be too much; nothing is taken then */
    take(address: string, bytes: number): boolean {
      const before = byAddress.get(address) ?? 0;
      if (all + bytes > total || before + bytes > ofAddress) return false;
      all += bytes;
      byAddress.set(address, before + bytes);
      return true;
    },
    give(address: string, bytes: number): void {
      all -= bytes;
      const left = (byAddress.get(address) ?? 0) - bytes;
      if (left > 0) byAddress.set(address, left);
      else byAddress.delete(address);
    },
  };
}

/** @throws AppError invalid when the other side stops in the middle */
async function readWithin(
  c: Context,
  most: number,
  take: (bytes: number) => boolean,
): Promise<Uint8Array<ArrayBuffer> | 'too large' | 'too many'> {
  const reader = c.req.raw.body?.getReader();
  if (reader === undefined) return new Uint8Array();
  // What is announced may never come, so there is room for the first of it only.
  let body = new Uint8Array(Math.min(most, firstRoom, Number(c.req.header('content-length') ?? firstRoom)));
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw unreadable('The request ended before its body was whole.', cause);
    });
    if (done) return size === body.length ? body : body.slice(0, size);
    const before = size;
    size += value.length;
    const problem = size > most ? 'too large' : take(value.length) ? undefined : 'too many';
    if (problem !== undefined) {
      // The rest is not waited for.
      void reader.cancel();
      body.buffer.transfer(0);
      return problem;
    }
    if (size > body.length) body = new Uint8Array(body.buffer.transfer(Math.min(most, size * 2)));
    body.set(value, before);
  }
}

/**
 * Counted in the bytes, before anything makes objects of them.
 * @returns of a form: how many fields it has, how many bytes of it are no file, and whether those are UTF-8
 * @throws AppError invalid for a form without a boundary
 */
function measureForm(body: Uint8Array, type: string) {
  const measured = { fields: 0, textBytes: 0, isUtf8: true };
  if (!formType.test(type)) return measured;
  const boundary = multipartType.exec(type)?.groups?.boundary;
  const isMultipart = multipart.test(type);
  if (isMultipart && boundary === undefined) {
    throw unreadable(
      'The form is sent without a boundary that can be read; expected multipart/form-data; boundary=…',
    );
  }
  const separator = isMultipart ? `--${boundary}` : '&';
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  let at = bytes.indexOf(separator);
  while (at >= 0 && measured.fields <= mostFields) {
    measured.fields += 1;
    const next = bytes.indexOf(separator, at + separator.length);
    const part = bytes.subarray(at + separator.length, next < 0 ? bytes.length : next);
    if (isMultipart && !isFile(part)) {
      measured.textBytes += part.length;
      measured.isUtf8 &&= isUtf8(part);
    }
    at = next;
  }
  return measured;
}

/** RFC 7578 section 4.2: what comes of a file names it, or at least has the word, outside of other names. */
function isFile(part: Buffer): boolean {
  const head = part.subarray(0, mostPartHead);
  const end = head.indexOf('\r\n\r\n');
  const lines = head.toString('latin1', 0, end < 0 ? head.length : end).split('\r\n');
  const [field = '', ...others] = lines.filter((line) => /^content-disposition:/i.test(line));
  return others.length === 0 && /;\s*filename\*?=/i.test(field.replace(/"[^"]*"/g, '""'));
}

/** What is read here stays with the request, for whoever needs it. @throws AppError invalid */
async function putBack(c: Context, body: Uint8Array<ArrayBuffer>): Promise<void> {
  c.req.raw = new Request(c.req.raw, { body });
  // The request has a copy of its own; to wait until V8 looks for what is old takes as much memory again.
  body.buffer.transfer(0);
  if (!formType.test(c.req.header('content-type') ?? '')) return;
  await c.req.formData().catch((cause: unknown) => {
    throw unreadable(isForPrograms(c.req.path) ? notForm : notOurForm, cause);
  });
}

const notOurForm = 'The form cannot be read; load the page again and repeat it.';
const notForm =
  'The form cannot be read; expected multipart/form-data whose parts have names and whose end is there.';
const notUtf8 = 'The body is no UTF-8; expected it in UTF-8.';

/**
 * What a program sends is read as UTF-8: other letters would be stored as other ones.
 * @throws AppError invalid
 */
function assertPlainText({ req }: Context, body: Uint8Array): void {
  const packing = (req.header('content-encoding') ?? 'identity').slice(0, 40);
  if (body.length > 0 && !/^\s*identity\s*$/i.test(packing))
    throw unreadable(`The body is packed (${packing}); expected it as it is.`);
  const type = req.header('content-type') ?? '';
  if (multipart.test(type)) return;
  const charset = /;\s*charset\s*=\s*"?([\w.:-]{1,40})/i.exec(type)?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset) && (!isAscii(body) || body.includes(0)))
    throw unreadable(`The body is sent as ${charset}; expected it in UTF-8.`);
  if (!isUtf8(body)) throw unreadable(notUtf8);
}

export function unreadable(message: string, cause?: unknown): AppError {
  return new AppError('invalid', message, { cause, fields: { body: message } });
}

function tooLarge(c: Context, most: number) {
  const size =
    most < megabyte ? t('{more} KB', { more: most / kilobyte }) : t('{more} MB', { more: most / megabyte });
  const message = isForPrograms(c.req.path)
    ? `The request is larger than ${size}, which is the most here.`
    : t('The request is larger than {size}, which is the most for this page.', { size });
  return showRefusedBody(c, 413, message);
}

function manyFields(c: Context) {
  return showRefusedBody(c, 413, t('The form has more than {mostFields} fields.', { mostFields }));
}

function tooMany(c: Context) {
  const text = t('Too much is being sent at the same moment; try again in some seconds.');
  return showRefusedBody(c, 503, text, 5);
}
