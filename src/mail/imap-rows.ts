import { setImmediate } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import { withSteps } from './imap-inside.ts';

/** What one row of a FETCH says of a message (RFC 9051 section 7.5.2). */
export interface FetchRow {
  readonly uid: number;
  readonly size?: number | undefined;
  readonly internalDate?: Date | undefined;
  readonly source?: Buffer | undefined;
}

/** A response as imapflow has it before it takes it apart: the line with the marks of its literals, and those. */
interface Response {
  payload: Buffer;
  readonly literals?: readonly Buffer[];
}

/** The steps of imapflow that responses go through; no version has promised that it has them. */
interface Inside {
  handleResponse?: (this: unknown, response: Response) => Promise<boolean>;
  untaggedExpunge?: (untagged: { readonly command: string }) => Promise<void>;
  readonly currentRequest?: { readonly command: string } | false;
}

/**
 * Reads the plain rows of a FETCH beside imapflow, which takes each line apart into an object for every character class
 * and names it by a hash: half of what the desk thread put into memory during an import. Whatever is not exactly such a row
 * goes imapflow's way, and so does all where it has no such step any more.
 * @param onRow gets the rows of the command that `work` sends @returns what `work` does
 */
export function takeRows<T>(
  client: ImapFlow,
  onRow: (row: FetchRow) => void,
  work: () => Promise<T>,
): Promise<T> {
  let unbroken = 0;
  const take = (response: Response) => {
    const row = readRow(response);
    if (row === undefined) return false;
    onRow(row);
    unbroken += rowBytes + (row.source?.length ?? 0);
    if (unbroken < mostUnbroken) return true;
    unbroken = 0;
    return setImmediate(true);
  };
  return divert(client, take, work);
}

/**
 * The same for what a change makes the server say of each message: that it is gone, which imapflow counts and need not take
 * apart, or its new modification number, which comes even where no flags are asked for (RFC 7162 section 3.1.3).
 * @param onGone called for each message of which it is said that it is gone
 */
export function takeChanges<T>(
  client: ImapFlow,
  work: () => Promise<T>,
  onGone: () => void = () => undefined,
): Promise<T> {
  const inside = client as unknown as Inside;
  const take = async (response: Response) => {
    response.payload = withoutCopies(response.payload);
    const { payload } = response;
    const line = payload.length > longestExpunge ? '' : payload.toString('latin1');
    const command = /^\* (\d{1,10}) EXPUNGE$/i.exec(line)?.[1];
    if (command === undefined || inside.untaggedExpunge === undefined) {
      const isAsked = inside.currentRequest && /FETCH$/i.test(inside.currentRequest.command);
      return !isAsked && readRow(response) !== undefined;
    }
    onGone();
    await inside.untaggedExpunge({ command });
    return true;
  };
  return divert(client, take, work);
}

/**
 * Which messages became which ones, nobody here asks; imapflow would write it out one by one, and a server can name millions
 * in one line (RFC 4315 section 3).
 */
function withoutCopies(payload: Buffer): Buffer {
  if (!payload.includes('COPYUID')) return payload;
  return Buffer.from(payload.toString('latin1').replace(/\[COPYUID [^[\]]*\]/, '[X-COPIED]'), 'latin1');
}

function divert<T>(
  client: ImapFlow,
  take: (response: Response) => boolean | Promise<boolean>,
  work: () => Promise<T>,
): Promise<T> {
  const inside = client as unknown as Inside;
  const handle = inside.handleResponse;
  if (handle === undefined) return work();
  const handleResponse: Inside['handleResponse'] = async (response) =>
    (await take(response)) || handle.call(client, response);
  return withSteps(inside, { handleResponse }, work);
}

/** @returns undefined for what is no time, as a server may have written one that is in no calendar */
export function readTime(value: unknown): Date | undefined {
  return value instanceof Date && !Number.isNaN(value.getTime()) ? value : undefined;
}

/**
 * A server sends faster than rows are read, and while one stands behind another this thread hands nothing to the parser
 * processes: behind so many bytes it looks at all its pipes.
 */
const mostUnbroken = 100 * 1024;
/** What a row takes that brings no message, in the same measure. */
const rowBytes = 1024;
const longestExpunge = 30;
/** A row has a few short words; what is longer is not one of those that we ask for. */
const longestLine = 500;
const beginning = /^\* \d{1,10} FETCH \(/i;
/** Flags and modification numbers come unasked, and nobody here needs them. */
const item =
  /(?:UID (\d{1,10})|RFC822\.SIZE (\d{1,15})|INTERNALDATE "([^"\\]{1,60})"|(?:FLAGS|MODSEQ) \([^()"]{0,400}\)|(BODY)\[\] \{(\d{1,10})\}\r\n)( |\)$)/iy;

/** @returns undefined for everything that is no plain row with a UID */
export function readRow({ payload, literals = [] }: Response): FetchRow | undefined {
  if (payload.length > longestLine) return undefined;
  const line = payload.toString('latin1');
  const [head] = beginning.exec(line) ?? [];
  if (head === undefined) return undefined;
  const row: { -readonly [Field in keyof FetchRow]?: FetchRow[Field] } = {};
  let at = head.length;
  let used = 0;
  for (;;) {
    item.lastIndex = at;
    const found = item.exec(line);
    if (found === null) return undefined;
    const [all, uid, size, date, body, bytes, end] = found;
    if (uid !== undefined) row.uid = Number(uid);
    if (size !== undefined) row.size = Number(size);
    if (date !== undefined) row.internalDate = readTime(new Date(date));
    if (body !== undefined) {
      row.source = literals[used++];
      if (row.source?.length !== Number(bytes)) return undefined;
    }
    if (end === ')') break;
    at += all.length;
  }
  const isWhole = used === literals.length && row.uid !== undefined && row.uid > 0;
  return isWhole ? (row as FetchRow) : undefined;
}
