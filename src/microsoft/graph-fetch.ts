import { RemoteError } from '../domain/failure.ts';
import type { FetchedMessage, LargeMessage, MessageFacts, Place } from '../domain/mail-reading.ts';
import { type GraphClient, nameItem } from './graph-client.ts';
import { bearCorrupt, mayBeCorrupt } from './graph-corrupt.ts';
import { AnswerTooLarge } from './graph-exchange.ts';
import { ignoreMissing, isMissing } from './graph-folders.ts';
import { describing, type KnownFacts, readFacts } from './graph-listing.ts';
import { isRow } from './graph-rows.ts';

/** What a message that is fetched with others may have at most: it was described as small, and comes by itself else. */
const mostOfMany = 16 * 1024 * 1024;
/** Of all that are fetched together no more is held; what is left out is asked for again by itself. */
const mostHeld = 32 * 1024 * 1024;
const mostHeader = 256 * 1024;

/**
 * @param folder in which they have to be: an immutable id outlives a move
 * @returns what is there of them; of one that Graph cannot tell anything about, that it is there
 */
export async function describeMessages(
  client: GraphClient,
  folder: string,
  places: readonly Place[],
  known: KnownFacts,
): Promise<MessageFacts[]> {
  const found = new Map<Place, MessageFacts | undefined>();
  for (const place of places) {
    const facts = known.get(place);
    // What a listing has told is good once: later the message may be elsewhere.
    if (facts !== undefined && known.delete(place)) found.set(place, facts);
  }
  const asked = places.filter((place) => !found.has(place));
  const told = await bearCorrupt({
    items: asked,
    work: (place) => describe(client, folder, place),
    instead: (place): MessageFacts | undefined => ({ place, size: 0, receivedAt: undefined }),
    bearsAll: true,
  });
  for (const [index, place] of asked.entries()) found.set(place, told[index]);
  return places.flatMap((place) => found.get(place) ?? []);
}

async function describe(
  client: GraphClient,
  folder: string,
  place: Place,
): Promise<MessageFacts | undefined> {
  const path = `messages/${nameItem(place, 'FETCH')}?${describing}`;
  const reply = await ignoreMissing(client.ask({ path, command: 'FETCH' }));
  return reply === undefined || reply.json.parentFolderId !== folder ? undefined : readFacts(reply.json);
}

/** One that Graph cannot give out is left out, unless it cannot give out any. */
export async function fetchMessages(
  client: GraphClient,
  places: readonly Place[],
): Promise<FetchedMessage[]> {
  let held = 0;
  const work = async (place: Place) => {
    if (held > mostHeld) return undefined;
    const found = await fetchOne(client, place);
    held += found?.raw?.length ?? 0;
    return found;
  };
  const found = await bearCorrupt({
    items: places,
    work,
    instead: () => undefined,
    bearsAll: false,
  });
  return found.filter((each) => each !== undefined);
}

async function fetchOne(client: GraphClient, place: Place): Promise<FetchedMessage | undefined> {
  try {
    const raw = await ignoreMissing(askValue(client, place, mostOfMany));
    return raw === undefined ? undefined : { place, raw };
  } catch (error) {
    if (error instanceof AnswerTooLarge) return { place, raw: undefined };
    throw error;
  }
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
    // From 25 to 50 MB Graph tries for half a minute and gives up (msgraph-sdk-dotnet#1477, #1882).
    if (!mayBeCorrupt(error)) throw error;
    const { text } = error.failure;
    return withHeader(client, place, (header) => ({ kind: 'not_given_out', header, text }));
  }
}

async function withHeader(
  client: GraphClient,
  place: Place,
  make: (header: Buffer) => LargeMessage,
): Promise<LargeMessage> {
  const header = await fetchHeader(client, place).catch(async (error: unknown) => {
    if (!mayBeCorrupt(error)) throw error;
    // Not even that can be told of it: so that it is not the server, something else is asked for.
    await client.ask({ path: 'mailFolders/inbox?$select=id', command: 'FETCH' });
    return writeHeader({});
  });
  return header === undefined ? { kind: 'nothing' } : make(header);
}

const headerFields = 'internetMessageHeaders,subject,internetMessageId,from';

/** @returns the header written out of its fields, which Graph tells apart; undefined where the message is gone */
export async function fetchHeader(client: GraphClient, place: Place): Promise<Buffer | undefined> {
  const path = `messages/${nameItem(place, 'FETCH')}?$select=${headerFields}`;
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
