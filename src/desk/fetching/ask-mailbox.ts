import { randomUUID } from 'node:crypto';
import { type Channel, listChannelsOfMailbox } from '../../db/channels.ts';
import { listKnownMail } from '../../db/known-mail.ts';
import type { Viewer } from '../../db/ticket-access.ts';
import { isInbox, isSameFolder } from '../../domain/channel.ts';
import {
  type FoundPlace,
  type MailSearch,
  mostFound,
  type SearchedFolders,
} from '../../domain/mail-search.ts';
import type { FolderKind, MailOnServer } from '../../domain/mailbox-answer.ts';
import type { ParsedMessage } from '../../domain/message.ts';
import { wordTable } from '../../domain/word-table.ts';
import { deadlineError } from '../../mail/failure.ts';
import { openMailbox } from '../channels/open-mailbox.ts';
import type { Desk } from '../desk.ts';
import { parseRaw } from '../incoming/parse-raw.ts';

/** What one mailbox is given, from the connection to the last header. */
const askedMilliseconds = 10_000;
/** Places that can be fetched by a key; the oldest are forgotten. */
const mostKeys = 2000;

/** Who asks, and for what. */
export interface MailQuestion {
  readonly viewer: Viewer;
  readonly search: Omit<MailSearch, 'fetched' | 'signal'>;
}

/**
 * Asks one mailbox over a line of its own: what is fetched or waits goes on.
 * @throws RemoteError, AppError where it cannot be asked, or has said nothing within the time
 */
export async function askMailbox(
  desk: Desk,
  channel: Channel,
  question: MailQuestion,
  { milliseconds = askedMilliseconds }: { readonly milliseconds?: number } = {},
): Promise<{ found: MailOnServer[] } & SearchedFolders> {
  const channels = await listChannelsOfMailbox(desk.read, channel.address);
  const fetched = channels.filter(({ startedAt }) => startedAt !== null).map(({ folder }) => folder);
  const places: FoundPlace[] = [];
  const searched = await searchInTime(desk, channel, { ...question.search, fetched }, places, milliseconds);
  const found = await readFound(desk, channel, question, { places: places.slice(0, mostFound), fetched });
  return { found, ...searched };
}

/** What was found before the time was up counts. */
async function searchInTime(
  desk: Desk,
  channel: Channel,
  search: Omit<MailSearch, 'signal'>,
  places: FoundPlace[],
  milliseconds: number,
): Promise<SearchedFolders> {
  const opening = openMailbox(desk, channel, { stepMilliseconds: milliseconds });
  const lateness = Promise.withResolvers<never>();
  const timer = setTimeout(() => lateness.reject(deadlineError('SEARCH', milliseconds)), milliseconds);
  // From then on no further folder is begun.
  const signal = AbortSignal.timeout(milliseconds * 0.75);
  const run = async () => {
    const mailbox = await opening;
    return mailbox.search({ ...search, signal }, (found) => places.push(found));
  };
  try {
    const searched = await Promise.race([run(), lateness.promise]);
    await (await opening).close();
    return searched;
  } catch (error) {
    // Nobody waits for a line that may still be opening.
    opening.then(
      (mailbox) => mailbox.cut(),
      () => undefined,
    );
    if (places.length > 0) return { asked: undefined, left: 1 };
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** A header is as hostile as a whole message: the parser process reads it. */
async function readFound(
  desk: Desk,
  channel: Channel,
  { viewer, search }: MailQuestion,
  { places, fetched }: { places: readonly FoundPlace[]; fetched: readonly string[] },
): Promise<MailOnServer[]> {
  const outcomes = await parseRaw(
    desk,
    places.map(({ header }) => header),
  );
  const mails = places.flatMap((place, index): [FoundPlace, ParsedMessage][] => {
    const outcome = outcomes[index];
    if (outcome?.kind !== 'parsed') return [];
    const isMeant = place.isExact || isAsked(outcome.message, search);
    return isMeant ? [[place, outcome.message]] : [];
  });
  const ids = mails.flatMap(([, { messageId }]) => messageId ?? []);
  const known = await listKnownMail(desk.read, viewer, ids);
  const rows: MailOnServer[] = [];
  for (const [place, message] of mails) {
    const { messageId = null, subject, from, date } = message;
    const facts = known.get(messageId ?? '');
    if (facts !== undefined && !facts.isVisible) continue;
    const kind = kindOf(place, fetched);
    const mayFetch = facts === undefined && fetchable.has(kind);
    rows.push({
      folder: place.folder,
      kind,
      messageId,
      subject,
      sender: from?.address ?? '',
      at: place.receivedAt ?? date ?? null,
      isKnown: facts !== undefined,
      ticket: facts?.ticket ?? null,
      key: mayFetch ? keep(desk, channel, place, from?.address ?? '') : null,
    });
  }
  return rows;
}

/** A server compares parts of a value: only what is the same counts. */
function isAsked(message: ParsedMessage, { messageIds, sender, subject }: MailQuestion['search']): boolean {
  const fold = (text: string) => text.normalize('NFC').toLowerCase();
  const id = message.messageId;
  if (id !== undefined && messageIds.some((each) => fold(each) === fold(id))) return true;
  const senders = [message.from, message.sender, ...message.replyTo].map((each) => fold(each?.address ?? ''));
  if (sender !== undefined && senders.some((each) => isOf(each, fold(sender)))) return true;
  if (subject === undefined) return false;
  const said = fold(message.subject);
  return fold(subject)
    .split(/\s/)
    .every((word) => said.includes(word));
}

/** @param asked an address, or `@` and a domain */
function isOf(address: string, asked: string): boolean {
  return asked.startsWith('@') ? address.endsWith(asked) : address === asked;
}

const kinds = wordTable<FolderKind>({
  '\\Junk': 'junk',
  '\\Trash': 'deleted',
  '\\Archive': 'archive',
  '\\Sent': 'sent',
});
/** What lies in the fetched folder comes by itself; what was sent was never received. */
const fetchable: ReadonlySet<FolderKind> = new Set(['inbox', 'junk', 'deleted', 'archive', 'other']);

function kindOf({ folder, use }: FoundPlace, fetched: readonly string[]): FolderKind {
  if (fetched.some((each) => isSameFolder(each, folder))) return 'fetched';
  return isInbox(folder) ? 'inbox' : (kinds[use ?? ''] ?? 'other');
}

/** @returns by what it can be fetched: only what a question has found can be */
function keep(
  { memory }: Desk,
  { id }: Channel,
  { folder, numbering, place }: FoundPlace,
  address: string,
): string {
  const key = randomUUID();
  memory.foundMails.set(key, { channelId: id, folder, numbering, place, fromAddress: address });
  for (const old of [...memory.foundMails.keys()].slice(0, -mostKeys)) memory.foundMails.delete(old);
  return key;
}
