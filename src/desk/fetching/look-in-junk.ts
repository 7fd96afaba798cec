import { hash } from 'node:crypto';
import type { Reader } from '../../db/care/open.ts';
import type { Channel } from '../../db/channels.ts';
import { listCustomersByEmail } from '../../db/customers.ts';
import { listArticlesByMessageId } from '../../db/message-ids.ts';
import { listReceiptsByMessageId } from '../../db/receipts.ts';
import { type JunkKey, type JunkMail, replaceJunkMails } from '../../db/stray-mail.ts';
import { listOpenTickets } from '../../db/tickets.ts';
import type { MailReader, Place } from '../../domain/mail-reading.ts';
import { listThreadKeys } from '../../domain/threading.ts';
import { publishStrays } from '../channels/count-elsewhere.ts';
import type { Desk } from '../desk.ts';
import { parseRaw } from '../incoming/parse-raw.ts';
import { type ReadMail, readMail } from '../incoming/read-mail.ts';
import { loadStoreContext, type StoreContext } from '../incoming/store-context.ts';
import { findMissing } from './list-new-places.ts';
import { settleLeftovers } from './settle-leftovers.ts';

/** What the headers in a junk folder said, by folder, numbering and place: each is asked for once. */
export type JunkHeaders = Map<string, ReadMail>;

export interface JunkOptions {
  readonly signal: AbortSignal;
  readonly known: JunkHeaders;
  readonly beat: () => void;
}

/** Exchange itself empties the folder after thirty days. */
const lookedBack = 30 * 86_400_000;
/** The newest; a folder that is flooded hides what is older. */
const mostLookedAt = 100;

/**
 * Finds mail of known customers and open tickets in the junk folder, so that people see it; nothing is fetched, marked or
 * moved, but for what somebody has had fetched from there and the server was not told of.
 * @param folder the junk folder. @throws RemoteError, AppError
 */
export async function lookInJunk(
  desk: Desk,
  channel: Channel,
  mailbox: MailReader,
  folder: string,
  { signal, known, beat }: JunkOptions,
): Promise<void> {
  const opened = await mailbox.openFolder(folder);
  const key = { channelId: channel.id, folder: opened.path, numbering: opened.numbering };
  const { settleError } = await settleLeftovers(desk, channel, mailbox, key, {
    settles: true,
    signal,
    beat,
  });
  if (settleError !== undefined) desk.log.warn('junk mail not settled', { channel: channel.id, settleError });
  const since = new Date(desk.now().getTime() - lookedBack);
  const { places } = await mailbox.list({ cursor: '', isComplete: true, since });
  const wanted = await findMissing(desk, key, places.slice(-mostLookedAt));
  const context = await loadStoreContext(desk, channel, key);
  const nameOf = (place: Place) => `${key.folder} ${key.numbering} ${place}`;
  const headers: [Place, Buffer][] = [];
  for (const place of wanted) {
    if (signal.aborted) return;
    beat();
    const header = known.has(nameOf(place)) ? undefined : await mailbox.fetchHeader(place);
    if (header !== undefined) headers.push([place, header]);
  }
  for (const [place, mail] of await readHeaders(desk, context, headers)) known.set(nameOf(place), mail);
  const there = new Set(wanted.map(nameOf));
  for (const name of known.keys()) if (!there.has(name)) known.delete(name);
  const mails = wanted.flatMap((place): [Place, ReadMail][] => {
    const mail = known.get(nameOf(place));
    return mail === undefined ? [] : [[place, mail]];
  });
  const found = await chooseKnown(desk, key, context, mails);
  if (await desk.write((tx) => replaceJunkMails(tx, channel.id, found))) publishStrays(desk, channel.id);
}

/** A header is as hostile as a whole message: the parser process reads it. */
async function readHeaders(
  desk: Desk,
  context: StoreContext,
  headers: readonly [Place, Buffer][],
): Promise<[Place, ReadMail][]> {
  const outcomes = await parseRaw(
    desk,
    headers.map(([, raw]) => raw),
  );
  return headers.flatMap(([place, raw], index): [Place, ReadMail][] => {
    const outcome = outcomes[index];
    if (outcome?.kind !== 'parsed') return [];
    const sha256 = hash('sha256', raw, 'hex');
    const mail = { place, raw: Buffer.alloc(0), sha256, size: raw.length, receivedAt: desk.now(), outcome };
    return [[place, readMail(mail, context)]];
  });
}

/** @returns those of the Message-IDs that the channel has imported */
async function listImported(
  read: Reader,
  channelId: number,
  messageIds: readonly string[],
): Promise<ReadonlySet<string | null>> {
  const receipts = await listReceiptsByMessageId(read, messageIds);
  return new Set(
    receipts.filter((receipt) => receipt.channelId === channelId).map(({ messageId }) => messageId),
  );
}

/** Those of customers who are not blocked and those that answer an open ticket, unless they are here already. */
async function chooseKnown(
  desk: Desk,
  key: JunkKey,
  { thread }: StoreContext,
  mails: readonly [Place, ReadMail][],
): Promise<Omit<JunkMail, 'id'>[]> {
  const { read } = desk;
  const known = await listCustomersByEmail(
    read,
    mails.flatMap(([, { sender }]) => sender?.customer?.address.toLowerCase() ?? []),
  );
  const customers = new Map(known.map((each) => [each.email, each]));
  const imported = await listImported(
    read,
    key.channelId,
    mails.flatMap(([, { identities }]) => identities),
  );
  const found: Omit<JunkMail, 'id'>[] = [];
  for (const [place, { message, identities, facts, sender }] of mails) {
    if (message === undefined || facts === undefined) continue;
    if (identities.some((each) => imported.has(each))) continue;
    const customer = customers.get(sender?.customer?.address.toLowerCase() ?? '');
    if (customer !== undefined && customer.blockedAt !== null) continue;
    const ticketId = await findOpenTicket(desk, listThreadKeys(facts, thread));
    if (customer === undefined && ticketId === undefined) continue;
    const { name = '', address = '' } = sender?.customer ?? message.from ?? {};
    found.push({
      ...key,
      place,
      fromName: name,
      fromAddress: address,
      subject: message.subject,
      sentAt: message.date ?? desk.now(),
      ticketId: ticketId ?? null,
      foundAt: desk.now(),
    });
  }
  return found;
}

/** By what it answers; what its subject says anybody can write. */
async function findOpenTicket(
  { read }: Desk,
  { messageIds, ticketIds }: ReturnType<typeof listThreadKeys>,
): Promise<number | undefined> {
  const articles = await listArticlesByMessageId(read, messageIds);
  const [first] = await listOpenTickets(read, [...ticketIds, ...articles.map(({ ticketId }) => ticketId)]);
  return first;
}
