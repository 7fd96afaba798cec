import type { GraphAnswer, GraphCall } from './graph-context.ts';
import { strikeCorrupt } from './graph-corrupt.ts';
import { createChangeKey, encodeFolderId, encodeMessageId } from './graph-ids.ts';
import { findProperty } from './graph-properties.ts';
import { contextOf, readExpandedProperties, readSelect } from './graph-query.ts';
import { listFiles, readAddresses, readBody, readHead, readText } from './graph-text.ts';
import { findHeader, type HeaderField, parseMime } from './imap-mime.ts';
import type { FoundMessage } from './mailboxes.ts';

interface Row {
  call: GraphCall;
  found: FoundMessage;
  /** Read once, when a property wants it. */
  head(): HeaderField[];
}

const properties: Record<string, (row: Row) => unknown> = {
  createdDateTime: ({ found }) => formatTime(found.message.internalDate),
  lastModifiedDateTime: ({ found }) => formatTime(found.message.internalDate),
  changeKey: ({ call, found }) => createChangeKey(call.mailbox, found.message.changedAt),
  categories: ({ found }) => found.message.extras?.categories ?? [],
  receivedDateTime: ({ found }) => formatTime(found.message.internalDate),
  sentDateTime: ({ found, head }) => formatSentTime(head(), found.message.internalDate),
  hasAttachments: ({ found }) => listFiles(parseMime(found.message.raw)).length > 0,
  internetMessageId: ({ head }) => findHeader(head(), 'message-id') ?? null,
  subject: ({ head }) => readText(head(), 'subject'),
  bodyPreview: ({ found }) => readBody(found.message.raw).content.replace(/\s+/g, ' ').trim().slice(0, 255),
  importance: ({ head }) => readImportance(head()),
  parentFolderId: ({ call, found }) => encodeFolderId(call.mailbox, found.folder.number),
  conversationId: ({ call, head }) => createConversationId(call, head()),
  isDeliveryReceiptRequested: () => false,
  isReadReceiptRequested: ({ head }) => findHeader(head(), 'disposition-notification-to') !== undefined,
  isRead: ({ found }) => found.message.flags.has('\\Seen'),
  isDraft: ({ found }) => found.message.flags.has('\\Draft'),
  webLink: ({ call, found }) =>
    `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(encodeMessageId(call.mailbox, found.message, false))}&exvsurl=1&viewmodel=ReadMessageItem`,
  inferenceClassification: () => 'focused',
  body: ({ found }) => readBody(found.message.raw),
  sender: ({ head }) => readAddresses(head(), findHeader(head(), 'sender') ? 'sender' : 'from')[0] ?? null,
  from: ({ head }) => readAddresses(head(), 'from')[0] ?? null,
  toRecipients: ({ head }) => readAddresses(head(), 'to'),
  ccRecipients: ({ head }) => readAddresses(head(), 'cc'),
  bccRecipients: ({ head }) => readAddresses(head(), 'bcc'),
  replyTo: ({ head }) => readAddresses(head(), 'reply-to'),
  flag: ({ found }) => ({ flagStatus: found.message.flags.has('\\Flagged') ? 'flagged' : 'notFlagged' }),
  uniqueBody: ({ found }) => readBody(found.message.raw),
  // Drafts have none, as nobody has transported them.
  internetMessageHeaders: ({ found, head }) =>
    found.message.flags.has('\\Draft') ? undefined : head().map(writeHeader),
};

const onlySelected = new Set(['uniqueBody', 'internetMessageHeaders']);
const usual = Object.keys(properties).filter((name) => !onlySelected.has(name));

/** What `$select` may name. */
export const messageProperties: ReadonlySet<string> = new Set(['id', ...Object.keys(properties)]);

/** @param select undefined: what Graph gives unasked @param expanded ids of extended properties */
export function describeMessage(
  call: GraphCall,
  found: FoundMessage,
  select: readonly string[] | undefined,
  expanded: readonly string[] = [],
): Record<string, unknown> {
  const { message } = found;
  strikeCorrupt(call, found, expanded.length === 0 && select?.every((name) => name === 'id') === true);
  if (isOdd(call, found)) return { id: null, receivedDateTime: null };
  let headers: HeaderField[] | undefined;
  const head = () => {
    headers ??= readHead(message.raw);
    return headers;
  };
  const type = describeType(message.raw);
  const row: Record<string, unknown> = {
    ...(type === undefined ? {} : { '@odata.type': type }),
    '@odata.etag': `W/"${createChangeKey(call.mailbox, message.changedAt)}"`,
    id: encodeMessageId(call.mailbox, message, call.prefer.isImmutable),
  };
  for (const name of select ?? usual)
    row[name] = name === 'id' ? row.id : properties[name]?.({ call, found, head });
  const values = expanded.flatMap((id) => findProperty(message, id, head) ?? []);
  if (values.length > 0) row.singleValueExtendedProperties = values;
  return row;
}

function isOdd({ mailbox, context }: GraphCall, { message }: FoundMessage): boolean {
  return context.state.faults.find(mailbox.address, 'graph-odd-row')?.value === message.uid;
}

/** The message as an answer, with what `$select` and `$expand` want of it. */
export function answerMessage(call: GraphCall, found: FoundMessage, status: number): GraphAnswer {
  const select = readSelect(call.request.query, messageProperties, 'message');
  const expanded = readExpandedProperties(call.request.query);
  const row = describeMessage(call, found, select, expanded);
  return { status, json: { '@odata.context': `${contextOf(call, 'messages')}/$entity`, ...row } };
}

export function formatTime(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** Invitations come as rows of another type. */
function describeType(raw: Buffer): string | undefined {
  const isInvitation = raw.subarray(0, 32 * 1024).includes('text/calendar');
  return isInvitation ? '#microsoft.graph.eventMessage' : undefined;
}

function formatSentTime(head: readonly HeaderField[], otherwise: Date): string {
  const date = new Date(findHeader(head, 'date') ?? '');
  return formatTime(Number.isNaN(date.getTime()) ? otherwise : date);
}

function readImportance(head: readonly HeaderField[]): string {
  const text = `${findHeader(head, 'importance') ?? ''} ${findHeader(head, 'x-priority') ?? ''}`;
  return /high|\b[12]\b/i.test(text) ? 'high' : /low|\b[45]\b/i.test(text) ? 'low' : 'normal';
}

/** Of the first message that the thread began with, as far as the headers know. */
function createConversationId({ mailbox }: GraphCall, head: readonly HeaderField[]): string {
  const field = ['references', 'in-reply-to', 'message-id']
    .map((name) => findHeader(head, name))
    .find(Boolean);
  const first = /<[^>]+>/.exec(field ?? '')?.[0] ?? field ?? '';
  return Buffer.from(`AAQk ${mailbox.address} ${first}`).toString('base64url').slice(0, 76);
}

function writeHeader({ raw, value }: HeaderField) {
  return { name: raw.slice(0, raw.indexOf(':')).trim(), value };
}
