import type { GraphAnswer, GraphCall, GraphRoute } from './graph-context.ts';
import { GraphError, itemNotFound } from './graph-errors.ts';
import { attachFile, attachmentLimit, encodeFileId } from './graph-files.ts';
import { getMessage } from './graph-ids.ts';
import { isObject, readJson } from './graph-input.ts';
import { readFile } from './graph-json.ts';
import { contextOf } from './graph-query.ts';
import { formatTime } from './graph-rows.ts';
import { decodePart, decodeWords, listFiles } from './graph-text.ts';
import { createUploadSession } from './graph-uploads.ts';
import { findHeader, type MimePart, parseMime } from './imap-mime.ts';
import type { FoundMessage, StoredMessage } from './mailboxes.ts';

export const attachmentRoutes: GraphRoute[] = [
  {
    method: 'GET',
    path: 'messages/{message}/attachments',
    permission: 'Mail.Read',
    name: 'attachments',
    run(call) {
      const { message } = getMessage(call.mailbox, call.names.message ?? '');
      const value = listFiles(parseMime(message.raw)).map((part, index) =>
        describeFile(call, message, part, index),
      );
      return { status: 200, json: { '@odata.context': contextOf(call, 'attachments'), value } };
    },
  },
  {
    method: 'GET',
    path: 'messages/{message}/attachments/{attachment}',
    permission: 'Mail.Read',
    name: 'attachment',
    run(call) {
      const { message, part, index } = getFile(call);
      return { status: 200, json: describeFile(call, message, part, index) };
    },
  },
  {
    method: 'GET',
    path: 'messages/{message}/attachments/{attachment}/$value',
    permission: 'Mail.Read',
    name: 'attachment',
    run(call) {
      const { message, part } = getFile(call);
      return { status: 200, bytes: { content: decodePart(message.raw, part), type: typeOf(part) } };
    },
  },
  {
    method: 'POST',
    path: 'messages/{message}/attachments',
    permission: 'Mail.ReadWrite',
    name: 'add-attachment',
    run: addAttachment,
  },
  {
    method: 'POST',
    path: 'messages/{message}/attachments/createUploadSession',
    permission: 'Mail.ReadWrite',
    name: 'upload-session',
    run(call) {
      const found = getDraft(call);
      const { AttachmentItem, attachmentItem } = readJson(call.request.body);
      const item = AttachmentItem ?? attachmentItem;
      return createUploadSession(call, found, isObject(item) ? item : {});
    },
  },
];

function addAttachment(call: GraphCall): GraphAnswer {
  const found = getDraft(call);
  const file = readFile(readJson(call.request.body));
  if (file.content.length >= attachmentLimit) {
    throw new GraphError(
      413,
      'ErrorAttachmentSizeLimitExceeded',
      'The attachment is 3 MB or more: use an upload session.',
    );
  }
  const id = attachFile(call, found, file);
  const { name, contentType, content } = file;
  const common = {
    '@odata.context': contextOf(call, 'attachments'),
    '@odata.type': '#microsoft.graph.fileAttachment',
  };
  return { status: 201, json: { ...common, id, name, contentType, size: content.length, isInline: false } };
}

function getDraft(call: GraphCall): FoundMessage {
  const found = getMessage(call.mailbox, call.names.message ?? '');
  if (found.message.flags.has('\\Draft')) return found;
  throw new GraphError(400, 'ErrorInvalidOperation', 'Files can be added to drafts only.');
}

function describeFile(call: GraphCall, message: StoredMessage, part: MimePart, index: number) {
  const content = decodePart(message.raw, part);
  return {
    '@odata.type': '#microsoft.graph.fileAttachment',
    '@odata.mediaContentType': typeOf(part),
    id: encodeFileId(message, index),
    lastModifiedDateTime: formatTime(new Date(call.context.state.now())),
    name: nameOfFile(part),
    contentType: typeOf(part),
    size: content.length,
    isInline: false,
    contentId: findHeader(part.headers, 'content-id')?.replace(/^<|>$/g, '') ?? null,
    contentBytes: content.toString('base64'),
  };
}

function nameOfFile(part: MimePart): string {
  const disposition = findHeader(part.headers, 'content-disposition') ?? '';
  const extended = /filename\*=utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  if (extended !== undefined) return decodeURIComponent(extended);
  const plain = /filename="?([^";]+)/i.exec(disposition)?.[1] ?? part.parameters.get('name');
  return decodeWords(plain ?? 'attachment');
}

function typeOf({ type, subtype }: MimePart): string {
  return `${type}/${subtype}`.toLowerCase();
}

function getFile(call: GraphCall): { message: StoredMessage; part: MimePart; index: number } {
  const { message } = getMessage(call.mailbox, call.names.message ?? '');
  const parts = listFiles(parseMime(message.raw));
  const index = parts.findIndex((_, each) => encodeFileId(message, each) === call.names.attachment);
  const part = parts[index];
  if (!part) throw itemNotFound();
  return { message, part, index };
}
