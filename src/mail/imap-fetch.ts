import type { FetchMessageObject, FetchQueryObject, ImapFlow } from 'imapflow';
import type { LargeMessage } from '../domain/mail-reading.ts';
import { readNumber } from './imap-folders.ts';
import { type FetchRow, readTime, takeRows } from './imap-rows.ts';
import type { ImapLine, Steps } from './imap-steps.ts';
import { expectRows, packUids, splitUids } from './imap-uids.ts';
import { release } from './release.ts';

interface UidFacts {
  readonly uid: number;
  /** Only an estimate: Exchange's can be three times off either way. */
  readonly size: number;
  /** When the server received it. */
  readonly internalDate: Date | undefined;
}

interface UidMessage {
  readonly uid: number;
  readonly raw: Buffer;
}

export interface Fetching {
  /** UIDs from `from` upward, ascending; of unread messages alone if so wished. */
  listUids(options: { from: number; onlyUnread?: boolean }): Promise<number[]>;
  /** @param uids at most a few hundred. @returns what is there of them; the rest has vanished. */
  describeMessages(uids: readonly number[]): Promise<UidFacts[]>;
  /** One command for all of them. What the server leaves out or gives no body for is left out. */
  fetchMessages(uids: readonly number[]): Promise<UidMessage[]>;
  /**
   * In pieces, so that no more than `limit` bytes are ever held; counted bytes decide, not what the server said.
   * @param estimate the server's own, so that little is set aside for a message that is hardly large
   */
  fetchLarge(uid: number, limit: number, estimate: number): Promise<LargeMessage>;
  fetchHeader(uid: number): Promise<Buffer | undefined>;
}

/** Of a message, as imapflow or we have read it. */
type Row = FetchRow | FetchMessageObject;

/** A message of 25 MB takes fifty of them. */
const pieceBytes = 512 * 1024;
const headerBytes = 256 * 1024;
/**
 * Of one answer no more is held but for its first message. By the server's estimates some four megabytes are asked for at
 * once, and where these are lies, each of hundreds of messages could be as long as a literal may be.
 */
const mostHeld = 32 * 1024 * 1024;

export function createFetching(client: ImapFlow, steps: Steps): Fetching {
  const line = { client, steps };
  return {
    listUids: (options) => listUids(line, options),
    describeMessages: (uids) => describeMessages(line, uids),
    fetchMessages: (uids) => fetchMessages(line, uids),
    fetchLarge: (uid, limit, estimate) => fetchLarge(line, uid, limit, estimate),
    fetchHeader: (uid) => fetchHeader(line, uid),
  };
}

async function listUids(
  { client, steps }: ImapLine,
  { from, onlyUnread = false }: Parameters<Fetching['listUids']>[0],
): Promise<number[]> {
  const query = { uid: `${Math.max(1, from)}:*`, ...(onlyUnread ? { seen: false } : {}) };
  const found = await steps.insist('SEARCH', () => client.search(query, { uid: true }));
  // RFC 3501 section 6.4.8: `n:*` names the last message even when its UID is below n.
  return found.filter((uid) => uid >= from);
}

async function describeMessages(line: ImapLine, uids: readonly number[]): Promise<UidFacts[]> {
  if (uids.length === 0) return [];
  const found: Row[] = [];
  for (const part of splitUids(uids)) {
    found.push(...(await fetch(line, part, { uid: true, size: true, internalDate: true })).rows);
  }
  return found.map(({ uid, size, internalDate }) => ({
    uid,
    size: readNumber(size) ?? 0,
    internalDate: readTime(internalDate),
  }));
}

async function fetchMessages(line: ImapLine, uids: readonly number[]): Promise<UidMessage[]> {
  if (uids.length === 0) return [];
  let { found, isTooMuch } = await fetchSources(line, uids);
  // A literal that comes short takes the next message's beginning for its own end: a second answer tells.
  for (let tries = 0; found.length < uids.length && !isTooMuch && tries < 3; tries++) {
    const again = await fetchSources(line, uids);
    const isSame =
      again.found.length === found.length && again.found.every(({ uid }, n) => uid === found[n]?.uid);
    ({ found, isTooMuch } = again);
    if (isSame) break;
  }
  return found;
}

async function fetchLarge(
  line: ImapLine,
  uid: number,
  limit: number,
  estimate: number,
): Promise<LargeMessage> {
  let raw: Buffer = Buffer.allocUnsafeSlow(Math.min(limit, estimate + pieceBytes));
  let [size, last] = [0, 0];
  for (;;) {
    const piece = await fetchPiece(line, uid, size);
    // Behind a full piece only an empty one is the end: a server that falls silent there has not sent it all.
    if (piece === undefined && last >= pieceBytes) return { kind: 'nothing' };
    if (piece === undefined || piece.length === 0) break;
    if (size + piece.length > limit) {
      const header = await fetchHeader(line, uid);
      return header === undefined ? { kind: 'nothing' } : { kind: 'oversized', header };
    }
    if (size + piece.length > raw.length) raw = enlarge(raw, Math.min(limit, 2 * (size + piece.length)));
    size += piece.copy(raw, size);
    last = piece.length;
    release(piece);
  }
  return size === 0 ? { kind: 'nothing' } : { kind: 'whole', raw: raw.subarray(0, size) };
}

async function fetchHeader(line: ImapLine, uid: number): Promise<Buffer | undefined> {
  const {
    rows: [found],
  } = await fetch(line, [uid], {
    uid: true,
    bodyParts: [{ key: 'HEADER', maxLength: headerBytes }],
  });
  const { headers, bodyParts } = (found ?? {}) as Partial<FetchMessageObject>;
  const header = toBytes(headers) ?? toBytes(bodyParts?.get('header'));
  // A server may give more than it was asked for; a part of it would hold all of it.
  return header === undefined || header.length <= headerBytes
    ? header
    : Buffer.from(header.subarray(0, headerBytes));
}

/** `isTooMuch`: some were left out, as all of them together are more than is held. */
async function fetchSources(
  line: ImapLine,
  uids: readonly number[],
): Promise<{ found: UidMessage[]; isTooMuch: boolean }> {
  const { rows, isTooMuch } = await fetch(line, uids, { uid: true, source: true });
  const found = rows.flatMap(({ uid, source }) => {
    const raw = toBytes(source);
    return raw === undefined || raw.length === 0 ? [] : [{ uid, raw }];
  });
  return { found, isTooMuch };
}

async function fetchPiece(line: ImapLine, uid: number, start: number): Promise<Buffer | undefined> {
  const { rows } = await fetch(line, [uid], { uid: true, source: { start, maxLength: pieceBytes } });
  return toBytes(rows[0]?.source);
}

function fetch({ client, steps }: ImapLine, uids: readonly number[], query: FetchQueryObject) {
  return steps.run('FETCH', async () => {
    // One message may come in several rows: somebody else changes its flags meanwhile (RFC 9051 section 7.5.2).
    const found = new Map<number, Row>();
    const isAsked = expectRows(uids, steps);
    let held = 0;
    const keep = (row: Row) => {
      if (!isAsked(row.uid)) return;
      const before = held;
      held += toBytes(row.source)?.length ?? 0;
      if (before === 0 || held <= mostHeld) found.set(row.uid, merge(found.get(row.uid), row));
    };
    await takeRows(client, keep, async () => {
      for await (const row of client.fetch(packUids(uids), query, { uid: true })) keep(row);
    });
    return { rows: [...found.values()], isTooMuch: held > mostHeld };
  });
}

function enlarge(bytes: Buffer, length: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(length);
  bytes.copy(larger);
  release(bytes);
  return larger;
}

/** What a later row does not say stays as the earlier one has it. */
function merge(known: Row | undefined, row: Row): Row {
  if (known === undefined) return row;
  const said = Object.entries(row).filter(([, value]) => value !== undefined);
  return { ...known, ...(Object.fromEntries(said) as Row) };
}

/** imapflow gives `false` for NIL, whatever its types say. */
function toBytes(value: unknown): Buffer | undefined {
  return Buffer.isBuffer(value) ? value : undefined;
}
