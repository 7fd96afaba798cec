import { randomUUID } from 'node:crypto';
import type { GraphAnswer, GraphCall, GraphRoute } from './graph-context.ts';
import { createDraft, submitDraft } from './graph-delivery.ts';
import { badRequest, GraphError, itemNotFound } from './graph-errors.ts';
import { getStoredFolder } from './graph-folders.ts';
import { getMessage } from './graph-ids.ts';
import { isObject, readJson } from './graph-input.ts';
import { readBodyPart, readFields, readFiles, readProperties } from './graph-json.ts';
import { addPart, writeFilePart } from './graph-mime.ts';
import { answerMessage } from './graph-rows.ts';
import { takeInMime } from './graph-sender.ts';
import type { FoundMessage, MailFolder } from './mailboxes.ts';
import { composeMessage } from './sample-mime.ts';
import { createMessageId } from './smtp-replies.ts';

export const sendingRoutes: GraphRoute[] = [
  {
    method: 'POST',
    path: 'sendMail',
    permission: 'Mail.Send',
    name: 'send-mail',
    run: sendMail,
  },
  {
    method: 'POST',
    path: 'messages',
    permission: 'Mail.ReadWrite',
    name: 'create-draft',
    run: (call) => answerMessage(call, takeInDraft(call, isMime(call)), 201),
  },
  {
    method: 'POST',
    path: 'mailFolders/{folder}/messages',
    permission: 'Mail.ReadWrite',
    name: 'create-draft',
    run(call) {
      const folder = getStoredFolder(call, call.names.folder);
      // microsoft-graph-docs#16368: only /messages takes MIME.
      if (isMime(call)) throw badRequest('Unable to read JSON request payload.');
      return answerMessage(call, takeInDraft(call, false, folder), 201);
    },
  },
  {
    method: 'POST',
    path: 'messages/{message}/send',
    permission: 'Mail.Send',
    name: 'send',
    run: sendDraft,
  },
];

function sendMail(call: GraphCall): GraphAnswer {
  if (isMime(call)) {
    submitDraft(call, takeInDraft(call, true));
    return { status: 202 };
  }
  const { message, Message, saveToSentItems, SaveToSentItems } = readJson(call.request.body);
  const given = message ?? Message;
  if (!isObject(given)) throw badRequest('The parameter message is missing.');
  submitDraft(call, composeDraft(call, given), (saveToSentItems ?? SaveToSentItems) !== false);
  return { status: 202 };
}

function sendDraft(call: GraphCall): GraphAnswer {
  const found = getMessage(call.mailbox, call.names.message ?? '');
  const isOnItsWay = call.context.submitted.has(`${call.mailbox.address} ${found.message.number}`);
  if (isOnItsWay) throw itemNotFound();
  if (!found.message.flags.has('\\Draft')) {
    throw new GraphError(400, 'ErrorInvalidOperation', 'Only a draft can be sent.');
  }
  submitDraft(call, found);
  return { status: 202 };
}

function isMime({ request }: GraphCall): boolean {
  return /^text\/plain\b/i.test(request.header('content-type') ?? '');
}

function takeInDraft(call: GraphCall, isMimeGiven: boolean, folder?: MailFolder): FoundMessage {
  if (!isMimeGiven) return composeDraft(call, readJson(call.request.body), folder);
  const { raw, lostHeaders } = takeInMime(call, decodeStrictly(call.request.body.toString('latin1')));
  return createDraft(call.mailbox, raw, call.context.state.now(), lostHeaders === '' ? {} : { lostHeaders });
}

/** A message in JSON becomes MIME, as every mailbox keeps it. */
function composeDraft(call: GraphCall, input: Record<string, unknown>, folder?: MailFolder): FoundMessage {
  const fields = readFields(input);
  const has = (name: string) => fields.some(([each]) => each === name);
  const { now } = call.context.state;
  const date = new Date(now()).toUTCString().replace('GMT', '+0000');
  const all: [string, string][] = [
    ...(has('From') ? [] : ([['From', call.mailbox.address]] as [string, string][])),
    ...fields,
    ['Date', date],
    ...(has('Message-ID') ? [] : ([['Message-ID', createMessageId()]] as [string, string][])),
  ];
  const part = readBodyPart(input.body) ?? { type: 'text/plain; charset=utf-8', content: Buffer.alloc(0) };
  const bare = composeMessage(all, part, randomUUID());
  const raw = readFiles(input.attachments).reduce(
    (message, file) => addPart(message, writeFilePart(file), randomUUID()),
    bare,
  );
  const properties = readProperties(input.singleValueExtendedProperties);
  return createDraft(call.mailbox, raw, now(), { properties }, folder);
}

/** @throws GraphError 400 for anything but base64 in one piece */
function decodeStrictly(text: string): Buffer {
  const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  if (isBase64) return Buffer.from(text, 'base64');
  throw new GraphError(400, 'ErrorMimeContentInvalidBase64String', 'Invalid base64 string for MIME content.');
}
