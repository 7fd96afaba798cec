import { type OpenAPIHono, z } from '@hono/zod-openapi';
import { describeSettleError } from '../../../views/facts/settle-words.ts';
import { getVisibleAttachment } from '../../db/article-read.ts';
import { getChannel } from '../../db/channels.ts';
import type { OutboxRow } from '../../db/outbox-list.ts';
import {
  getQuarantineEntry,
  listQuarantineEntries,
  type QuarantineEntry,
} from '../../db/quarantine-entries.ts';
import { listReceipts, type ReceiptRow } from '../../db/receipt-list.ts';
import { cleanFilename } from '../../domain/filename.ts';
import { chooseOutboxView, outboxViews } from '../../domain/outbox-view.ts';
import type { WebContext } from '../context.ts';
import { sendFile } from '../send-file.ts';
import type { ApiEnv } from './context.ts';
import { addEndpoint } from './endpoint.ts';
import {
  Id,
  idParams,
  idText,
  listOf,
  pageFields,
  pageOf,
  readIdCursor,
  Time,
  timeOf,
  timeOrNull,
  toList,
  usualLimit,
} from './fields.ts';

const Receipt = z
  .object({
    id: Id,
    folder: z.string(),
    /** Null where Graph names the message. */
    uid: z.int().nullable(),
    itemId: z.string().nullable(),
    messageId: z.string().nullable(),
    size: z.int(),
    outcome: z.string(),
    articleId: Id.nullable(),
    storedAt: Time,
    settledAt: Time.nullable(),
    settleAction: z.string().nullable(),
    settleError: z
      .object({ code: z.enum(['said', 'not_done', 'same_folder', 'words']), text: z.string() })
      .nullable()
      .openapi({ description: 'Why the server has not been told: a code, and words.' }),
  })
  .openapi('Receipt');

const Quarantined = z
  .object({
    id: Id,
    channelId: Id.nullable(),
    kind: z.string(),
    sender: z.string(),
    subject: z.string(),
    size: z.int(),
    createdAt: Time,
    resolvedAt: Time.nullable(),
    triedAt: Time.nullable(),
  })
  .openapi('Quarantined');

const OutboxItem = z
  .object({
    id: Id,
    articleId: Id,
    ticketNumber: z.int(),
    state: z.string(),
    subject: z.string(),
    from: z.string(),
    to: z.array(z.string()),
    attempts: z.int(),
    nextAttemptAt: Time.nullable(),
    failureCode: z.string().nullable(),
    serverReply: z.string().nullable(),
    createdAt: Time,
    sentAt: Time.nullable(),
  })
  .openapi('OutboxItem');

const viewNames = outboxViews.map(({ name }) => name);
const bytes = z.string().openapi({ type: 'string', format: 'binary' });

/** Mail on its way in and out, as it was dealt with. */
export function addMailEndpoints(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addReceiptList(api, web);
  addQuarantineList(api, web);
  addQuarantined(api, web);
  addOutboxList(api, web);
  addAttachment(api, web);
}

function addReceiptList(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/receipts',
      tag: 'Mail',
      scope: 'channels:read',
      query: z.object({ ...pageFields, channel: idText }),
      summary: 'List the messages of a mailbox that have been dealt with, the newest first',
      answer: listOf('Receipt', Receipt),
    },
    async ({ query }) => {
      await getChannel(web.read, query.channel);
      const limit = query.limit ?? usualLimit;
      const place = { channelId: query.channel, before: readIdCursor(query.cursor), limit };
      const { rows, next } = pageOf(await listReceipts(web.read, place), limit);
      return { items: rows.map(toReceipt), next };
    },
  );
}

function addOutboxList(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/outbox',
      tag: 'Mail',
      scope: 'tickets:read',
      query: z.object({ ...pageFields, view: z.enum(viewNames).optional(), group: idText.optional() }),
      summary: 'List mail that goes out, the newest first',
      answer: listOf('OutboxItem', OutboxItem),
    },
    async ({ caller, query }) => {
      const page = await web.reads.listOutbox(caller.viewer, {
        view: chooseOutboxView(query.view),
        groupId: query.group,
        words: '',
        before: readIdCursor(query.cursor),
        limit: query.limit ?? usualLimit,
      });
      return toList(page, toOutboxItem);
    },
  );
}

function addAttachment(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      method: 'get',
      path: '/attachments/{id}',
      tag: 'Tickets',
      scope: 'tickets:read',
      params: idParams,
      summary: 'Read an attachment, byte for byte',
      answer: bytes,
      mediaType: 'application/octet-stream',
    },
    async ({ caller, params, c }) => {
      const attachment = await getVisibleAttachment(web.read, caller.viewer, params.id);
      return sendFile(web, c, {
        blobId: attachment.blobId,
        name: cleanFilename(attachment.name, attachment.type),
      });
    },
  );
}

const ofQuarantine = { tag: 'Mail', scope: 'channels:read' } as const;

function addQuarantineList(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...ofQuarantine,
      method: 'get',
      path: '/quarantine',
      query: z.object({ ...pageFields, channel: idText.optional() }),
      summary: 'List mail that could not become an article and waits for a decision',
      answer: listOf('Quarantined', Quarantined),
    },
    async ({ query }) => {
      const page = await listQuarantineEntries(web.read, {
        channelId: query.channel,
        beforeId: readIdCursor(query.cursor),
        limit: query.limit ?? usualLimit,
      });
      return toList(page, toQuarantined);
    },
  );
}

/** One message: what is known of it, and the message itself. */
function addQuarantined(api: OpenAPIHono<ApiEnv>, web: WebContext): void {
  addEndpoint(
    api,
    web,
    {
      ...ofQuarantine,
      method: 'get',
      path: '/quarantine/{id}',
      params: idParams,
      summary: 'Read what is known of a quarantined message',
      answer: Quarantined,
    },
    async ({ params }) => toQuarantined(await getQuarantineEntry(web.read, params.id)),
  );
  addEndpoint(
    api,
    web,
    {
      ...ofQuarantine,
      method: 'get',
      path: '/quarantine/{id}/raw',
      params: idParams,
      summary: 'Read the message itself, byte for byte',
      answer: bytes,
      mediaType: 'application/octet-stream',
    },
    async ({ params, c }) => {
      const { blobId } = await getQuarantineEntry(web.read, params.id);
      return sendFile(web, c, { blobId, name: `quarantined-${params.id}.eml` });
    },
  );
}

function toReceipt(row: ReceiptRow): z.input<typeof Receipt> {
  const { id, folder, itemId, messageId, size, outcome, articleId, settleAction } = row;
  return {
    id,
    folder,
    uid: itemId === null ? row.uid : null,
    itemId,
    messageId,
    size,
    outcome,
    articleId,
    settleAction,
    settleError: row.settleError && {
      code: row.settleError.code,
      text: describeSettleError(row.settleError),
    },
    storedAt: timeOf(row.storedAt),
    settledAt: timeOrNull(row.settledAt),
  };
}

function toQuarantined(row: QuarantineEntry): z.input<typeof Quarantined> {
  const { id, channelId, kind, sender, subject, size } = row;
  return {
    id,
    channelId,
    kind,
    sender,
    subject,
    size,
    createdAt: timeOf(row.createdAt),
    resolvedAt: timeOrNull(row.resolvedAt),
    triedAt: timeOrNull(row.triedAt),
  };
}

function toOutboxItem(row: OutboxRow): z.input<typeof OutboxItem> {
  const { id, articleId, state, subject, attempts, failureCode, serverReply } = row;
  return {
    id,
    articleId,
    state,
    subject,
    attempts,
    failureCode,
    serverReply,
    ticketNumber: row.number,
    from: row.envelopeFrom,
    to: [...row.envelopeTo],
    nextAttemptAt: timeOrNull(row.nextAttemptAt),
    createdAt: timeOf(row.createdAt),
    sentAt: timeOrNull(row.sentAt),
  };
}
