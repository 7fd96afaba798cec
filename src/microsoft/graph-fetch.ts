import { RemoteError } from '../domain/failure.ts';
import type { LargeMessage, MessageFacts, Place, RawMessage } from '../domain/mail-reading.ts';
import { type GraphClient, nameItem } from './graph-client.ts';
import { AnswerTooLarge } from './graph-exchange.ts';
import { ignoreMissing, isMissing } from './graph-folders.ts';
import { describing, type KnownFacts, readFacts } from './graph-listing.ts';
import { isRow } from './graph-rows.ts';
import { runEach } from './run-each.ts';

/** What a message that is fetched with others may have at most: it was described as small. */
const mostOfMany = 64 * 1024 * 1024;
const mostHeader = 256 * 1024;

/** @param folder in which they have to be: an immutable id outlives a move. @returns what is there of them */
export async function describeMessages(
  client: GraphClient,
  folder: string,
  places: readonly Place[],
  known: KnownFacts,
): Promise<MessageFacts[]> {
  const found = await runEach(places, (place) => describe(client, folder, place, known));
  return found.filter((each) => each !== undefined);
}

async function describe(
  client: GraphClient,
  folder: string,
  place: Place,
  known: KnownFacts,
): Promise<MessageFacts | undefined> {
  const facts = known.get(place);
  // What a listing has told is good once: later the message may be elsewhere.
  if (facts !== undefined && known.delete(place)) return facts;
  const path = `messages/${nameItem(place, 'FETCH')}?${describing}`;
  const reply = await ignoreMissing(client.ask({ path, command: 'FETCH' }));
  return reply === undefined || reply.json.parentFolderId !== folder ? undefined : readFacts(reply.json);
}

export async function fetchMessages(client: GraphClient, places: readonly Place[]): Promise<RawMessage[]> {
  const found = await runEach(places, (place) => fetchOne(client, place));
  return found.filter((each) => each !== undefined);
}

async function fetchOne(client: GraphClient, place: Place): Promise<RawMessage | undefined> {
  const raw = await ignoreMissing(askValue(client, place, mostOfMany));
  return raw === undefined ? undefined : { place, raw };
}

/** @returns the message as Graph makes it anew from what it keeps; bytes, which are text in no charset (`text/plain`) */
function askValue(client: GraphClient, place: Place, most: number): Promise<Buffer> {
  return client.askBytes({ path: `messages/${nameItem(place, 'FETCH')}/$value`, command: 'FETCH', most });
}

export async function fetchLarge(client: GraphClient, place: Place, limit: number): Promise<LargeMessage> {
  try {
    return { kind: 'whole', raw: await askValue(client, place, limit) };
  } catch (error) {
    if (error instanceof AnswerTooLarge)
      return withHeader(client, place, (header) => ({ kind: 'oversized', header }));
    if (!(error instanceof RemoteError)) throw error;
    if (isMissing(error)) return { kind: 'nothing' };
    if (!isNotGivenOut(error)) throw error;
    const { text } = error.failure;
    return withHeader(client, place, (header) => ({ kind: 'not_given_out', header, text }));
  }
}

/** From 25 to 50 MB Graph tries for half a minute and gives up (msgraph-sdk-dotnet#1477, #1882). */
function isNotGivenOut({ failure }: RemoteError): boolean {
  const { origin, status = 0, code } = failure;
  return origin === 'graph' && (status === 504 || status === 500 || code === 'ErrorTimeoutExpired');
}

async function withHeader(
  client: GraphClient,
  place: Place,
  make: (header: Buffer) => LargeMessage,
): Promise<LargeMessage> {
  const header = await fetchHeader(client, place);
  return header === undefined ? { kind: 'nothing' } : make(header);
}

/** @returns the header written out of its fields, which Graph tells apart; undefined where the message is gone */
export async function fetchHeader(client: GraphClient, place: Place): Promise<Buffer | undefined> {
  const fields = 'internetMessageHeaders,subject,internetMessageId,from';
  const path = `messages/${nameItem(place, 'FETCH')}?$select=${fields}`;
  const reply = await ignoreMissing(client.ask({ path, command: 'FETCH' }));
  return reply === undefined ? undefined : writeHeader(reply.json);
}

interface Told {
  readonly internetMessageHeaders?: unknown;
  readonly subject?: unknown;
  readonly internetMessageId?: unknown;
  readonly from?: { readonly emailAddress?: { readonly address?: unknown } };
}

/** Drafts, and often what was sent, have no header fields; what is known of them stands elsewhere. */
function writeHeader(json: Record<string, unknown>): Buffer {
  const { internetMessageHeaders, subject, internetMessageId, from } = json as Told;
  const told = Array.isArray(internetMessageHeaders) ? internetMessageHeaders.filter(isRow) : [];
  const names = new Set(told.map(({ name }) => String(name).toLowerCase()));
  const own = [
    { name: 'From', value: from?.emailAddress?.address },
    { name: 'Subject', value: subject },
    { name: 'Message-ID', value: internetMessageId },
  ].filter(({ name, value }) => typeof value === 'string' && !names.has(name.toLowerCase()));
  const lines = [...told, ...own].map(({ name, value }) => `${oneLine(name)}: ${oneLine(value)}\r\n`);
  return Buffer.from(`${lines.join('')}\r\n`).subarray(0, mostHeader);
}

function oneLine(value: unknown): string {
  return String(value ?? '').replace(/[\r\n]+\s*/g, ' ');
}
