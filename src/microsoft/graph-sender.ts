import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, findFailure } from '../domain/failure.ts';
import type { Handover, HandoverTrail, MailSender, SendOutcome, SentCopy } from '../domain/mail-sending.ts';
import { createGraphClient, type GraphClient, type GraphOptions, nameItem } from './graph-client.ts';
import { describeOddity } from './graph-failure.ts';
import { addFile } from './graph-files.ts';
import { ignoreMissing } from './graph-folders.ts';
import { listRows } from './graph-rows.ts';
import { bare, findSentCopy, quote, tagProperty } from './graph-sent-items.ts';
import { readField, readHeader, splitMail } from './graph-split-mail.ts';

interface GraphSenderOptions extends GraphOptions {
  /** After which pauses a message that was accepted is looked for, in milliseconds. */
  readonly lookPauses?: readonly number[];
}

/** What one sender works with. */
interface Sending {
  readonly client: GraphClient;
  readonly options: GraphSenderOptions;
}

/** Exchange has a fixed number of them for each mailbox. */
const noMoreNames = 'Cannot get ID from name';
/** Graph takes 4 MB a request, and MIME in base64: so much of a message goes at once. */
const mostMime = 3_000_000;
/** Exchange takes a second or two from 202 to Sent Items. What takes longer is looked for later, as mail of unknown fate. */
const usualLookPauses = [300, 700, 1500, 2500, 4000];

/**
 * Hands mail over by Graph: a draft first, which is stored by its id before it is let go, so that whatever happens it can be
 * looked up. It is never let go twice. Nothing is asked yet.
 */
export function openGraphSender(options: GraphSenderOptions): MailSender {
  const client = createGraphClient(options);
  const sending: Sending = { client, options };
  return {
    road: 'graph',
    host: new URL(options.graph).host,
    user: options.mailbox,
    send: (handover) => handOver(sending, handover),
    trySender: (from) => trySender(sending, from),
    close: () => client.cut(),
  };
}

async function handOver(sending: Sending, handover: Handover): Promise<SendOutcome> {
  const ownId = bare(readField(readHeader(handover.raw).header, 'message-id'));
  let trail: HandoverTrail | undefined;
  try {
    const sent = await settleEarlier(sending, handover, ownId);
    if (sent !== undefined) return sent;
    const { mime, files } = splitMail(handover.raw, mostMime);
    checkSender(sending.options, handover.raw);
    const hidden = listHidden(handover);
    trail = await createDraft(sending, nameHidden(mime, hidden), ownId);
    await keep(handover, trail);
    await tag(sending, trail, ownId);
    for (const file of files) await addFile(sending.client, sending.options.lanes, trail.draftId, file);
  } catch (error) {
    // Nothing was let go, whatever of the draft is there.
    await discard(sending, trail);
    return notSent(error);
  }
  return letGo(sending, trail, ownId);
}

/**
 * An earlier try has left a draft: if it was sent after all, nothing is sent again; else it is taken away, so that it cannot
 * be sent beside the new one. @throws RemoteError
 */
async function settleEarlier(
  { client }: Sending,
  { earlier }: Handover,
  ownId: string,
): Promise<SendOutcome | undefined> {
  if (earlier === undefined) return undefined;
  const copy = await findSentCopy(client, { ownId, assignedIds: [], since: new Date(0), trail: earlier });
  if (copy !== undefined) return sentAs(copy, ownId, 'The earlier try has gone out after all.');
  await takeAway(client, `messages/${nameItem(earlier.draftId, 'SEND')}`);
  return undefined;
}

/** @throws RemoteError where the draft stays where it could be sent from */
async function takeAway(client: GraphClient, path: string): Promise<void> {
  try {
    await ignoreMissing(client.ask({ method: 'DELETE', path, command: 'SEND' }));
  } catch (error) {
    // What was deleted before lies in Deleted Items, and Graph refuses to delete it once more.
    const isRefused = findFailure(error)?.code === 'ErrorCannotDeleteObject';
    if (!isRefused || !(await isDeleted(client, path))) throw error;
  }
}

async function isDeleted(client: GraphClient, path: string): Promise<boolean> {
  const draft = await client.ask({ path: `${path}?$select=id,parentFolderId`, command: 'LOOK' });
  const folder = await client.ask({ path: 'mailFolders/deleteditems?$select=id', command: 'LOOK' });
  return typeof folder.json.id === 'string' && draft.json.parentFolderId === folder.json.id;
}

async function createDraft({ client }: Sending, mime: Buffer, ownId: string): Promise<HandoverTrail> {
  try {
    const { json } = await client.ask({
      method: 'POST',
      path: 'messages',
      command: 'SEND',
      isFresh: true,
      headers: { 'Content-Type': 'text/plain' },
      body: Buffer.from(mime.toString('base64'), 'latin1'),
    });
    return readTrail(json, ownId);
  } catch (error) {
    const failure = findFailure(error);
    if (failure === undefined || isRefusal(failure)) throw error;
    // It may be there all the same: then it is ours, and another one would be left over.
    const filter = encodeURIComponent(`internetMessageId eq ${quote(`<${ownId}>`)}`);
    const path = `mailFolders/drafts/messages?$select=id,internetMessageId&$top=1&$filter=${filter}`;
    const [found] = await listRows(client, { path, command: 'LOOK' }).catch(() => []);
    if (found === undefined) throw error;
    return readTrail(found, ownId);
  }
}

/** @throws RemoteError where the answer names no draft */
function readTrail({ id, internetMessageId }: Record<string, unknown>, ownId: string): HandoverTrail {
  const messageId = typeof internetMessageId === 'string' ? bare(internetMessageId) : ownId;
  return { draftId: nameItem(id, 'SEND'), messageId };
}

async function keep({ keepTrail }: Handover, trail: HandoverTrail): Promise<void> {
  try {
    await keepTrail(trail);
  } catch (cause) {
    const text = 'What the message can be looked up by could not be stored, so it was not let go.';
    throw Object.assign(describeOddity('TRAIL_NOT_KEPT', 'SEND', text), { cause });
  }
}

/**
 * Exchange may give the copy another id and another Message-ID: then it is found by this alone, so what cannot be marked is not
 * let go. Where the mailbox takes no new names of properties, for good, the two have to do. @throws RemoteError
 */
async function tag({ client }: Sending, { draftId }: HandoverTrail, ownId: string): Promise<void> {
  const json = { singleValueExtendedProperties: [{ id: tagProperty, value: ownId }] };
  try {
    await client.ask({ method: 'PATCH', path: `messages/${draftId}`, command: 'SEND', json });
  } catch (error) {
    const { code, text } = findFailure(error) ?? {};
    if (code !== 'ErrorQuotaExceeded' || text?.includes(noMoreNames) !== true) throw error;
  }
}

/** Best effort: one that stays hurts nobody. */
async function discard({ client }: Sending, trail: HandoverTrail | undefined): Promise<void> {
  if (trail === undefined) return;
  await client
    .ask({ method: 'DELETE', path: `messages/${trail.draftId}`, command: 'SEND' })
    .catch(ignoreRemote);
}

async function letGo(sending: Sending, trail: HandoverTrail, ownId: string): Promise<SendOutcome> {
  const { client } = sending;
  let doubt: Failure;
  try {
    const path = `messages/${trail.draftId}/send`;
    const { status, headers } = await client.ask({ method: 'POST', path, command: 'SEND', isFresh: true });
    const id = headers['request-id'];
    const words = `${status} Accepted${typeof id === 'string' ? ` (request-id ${id.slice(0, 64)})` : ''}`;
    const copy = await awaitCopy(sending, trail, ownId);
    if (copy !== undefined) return sentAs(copy, ownId, words);
    const text = `${words}: Graph has accepted the message, and it is still a draft.`;
    doubt = { origin: 'graph', code: 'STILL_A_DRAFT', command: 'SEND', status, text };
  } catch (error) {
    const failure = findFailure(error);
    if (failure === undefined) throw error;
    if (isRefusal(failure)) {
      await discard(sending, trail);
      return notSent(error);
    }
    const copy = await awaitCopy(sending, trail, ownId);
    if (copy !== undefined) return sentAs(copy, ownId, failure.text);
    doubt = failure;
  }
  return { kind: 'unknown', failure: doubt, refused: [] };
}

/**
 * Whether Graph has certainly not done what it was asked. A fault of a server (5xx) or of the line says nothing, a missing
 * draft may be on its way.
 */
function isRefusal({ origin, status = 0, hasLeft }: Failure): boolean {
  if (origin === 'entra') return true;
  if (origin === 'network') return hasLeft === false;
  return status >= 400 && status < 500 && status !== 404 && status !== 408;
}

/** @returns where the message is once it is no draft any more; undefined while it is, or cannot be looked for */
async function awaitCopy(
  { client, options }: Sending,
  trail: HandoverTrail,
  ownId: string,
): Promise<SentCopy | undefined> {
  const marks = { ownId, assignedIds: [], since: new Date(0), trail };
  for (const pause of options.lookPauses ?? usualLookPauses) {
    await sleep(pause, undefined, { ref: false });
    const found = await findSentCopy(client, marks).catch(ignoreRemote);
    if (found !== undefined) return found;
  }
  return undefined;
}

function sentAs({ messageId }: SentCopy, ownId: string, reply: string): SendOutcome {
  const isOwn = messageId === undefined || messageId.toLowerCase() === ownId.toLowerCase();
  return { kind: 'sent', reply, assignedId: isOwn ? undefined : messageId, refused: [] };
}

function notSent(error: unknown): SendOutcome {
  const failure = findFailure(error);
  if (failure === undefined) throw error;
  return { kind: 'not_sent', failure, refused: [] };
}

/** @throws what is no answer of a server or of the line */
function ignoreRemote(error: unknown): undefined {
  if (findFailure(error) === undefined) throw error;
}

async function trySender({ client, options }: Sending, from: string): Promise<void> {
  await client.ask({ path: 'mailFolders/drafts?$select=id', command: 'SEND' });
  checkAddress(options, from);
}

function checkSender(options: GraphSenderOptions, raw: Buffer): void {
  const from = readField(readHeader(raw).header, 'from');
  checkAddress(options, /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from);
}

/**
 * Graph sends to whom the header names: some of them alone cannot be written to.
 * @returns who is to get it and stands in none of the fields (Bcc). @throws RemoteError
 */
function listHidden({ raw, envelope }: Handover): string[] {
  const { header } = readHeader(raw);
  const fields = ['to', 'cc'].map((name) => readField(header, name)).filter((field) => field !== '');
  const named = fields
    .join(',')
    .replace(/"(?:[^"\\]|\\.)*"/g, '')
    .split(',');
  const addresses = new Set(named.map((each) => (/<([^<>]+)>/.exec(each)?.[1] ?? each).trim().toLowerCase()));
  const wanted = new Set(envelope.to.map((address) => address.toLowerCase()));
  const left = [...addresses].filter((address) => !wanted.has(address));
  if (left.length === 0) return envelope.to.filter((address) => !addresses.has(address.toLowerCase()));
  const text = `Graph sends to all ${addresses.size} recipients at once, and ${envelope.to.length} are still to get it.`;
  throw describeOddity('SOME_RECIPIENTS', 'SEND', text);
}

/** The draft alone names them: Exchange leaves the field out of what it sends (RFC 5322 section 3.6.3). */
function nameHidden(mime: Buffer, hidden: readonly string[]): Buffer {
  if (hidden.length === 0) return mime;
  return Buffer.concat([Buffer.from(`Bcc: ${hidden.join(',\r\n ')}\r\n`), mime]);
}

/** Graph puts the mailbox's own address in the place of another one and says nothing of it. @throws RemoteError */
function checkAddress({ mailbox }: GraphSenderOptions, from: string): void {
  if (!mailbox.includes('@') || from === '' || from.toLowerCase() === mailbox.toLowerCase()) return;
  const text = `Graph sends as ${mailbox} only, and the message is from ${from}.`;
  throw describeOddity('OTHER_SENDER', 'SEND', text);
}
