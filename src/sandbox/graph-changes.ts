import { randomUUID } from 'node:crypto';
import type { GraphAnswer, GraphCall } from './graph-context.ts';
import { badRequest, GraphError } from './graph-errors.ts';
import { getMessage } from './graph-ids.ts';
import { isObject, readJson } from './graph-input.ts';
import { readBodyPart, readFields, readProperties } from './graph-json.ts';
import { replaceBody, setFields } from './graph-mime.ts';
import { answerMessage } from './graph-rows.ts';
import type { FoundMessage } from './mailboxes.ts';

/** What may be changed of a message that is no draft. */
const free = ['isRead', 'flag', 'categories', 'importance', 'inferenceClassification'];
const ofText = [
  ...['subject', 'body', 'toRecipients', 'ccRecipients', 'bccRecipients', 'replyTo', 'from', 'sender'],
  ...['internetMessageId', 'internetMessageHeaders'],
];
const known = new Set([...free, ...ofText, 'singleValueExtendedProperties']);

/** `PATCH messages/{message}` */
export function changeMessage(call: GraphCall): GraphAnswer {
  const found = getMessage(call.mailbox, call.names.message ?? '');
  const input = readJson(call.request.body);
  checkChanges(call, found, input);
  if (typeof input.isRead === 'boolean') found.message.flags[input.isRead ? 'add' : 'delete']('\\Seen');
  if (isObject(input.flag)) {
    found.message.flags[input.flag.flagStatus === 'flagged' ? 'add' : 'delete']('\\Flagged');
  }
  call.mailbox.announceFlags(found.folder, [found.message]);
  changeExtras(call, found, input);
  const isRewritten = ofText.some((name) => name in input);
  const message = isRewritten ? rewriteDraft(call, found, input) : found.message;
  return answerMessage(call, { folder: found.folder, message }, 200);
}

function checkChanges(call: GraphCall, { message }: FoundMessage, input: Record<string, unknown>): void {
  const unknown = Object.keys(input).find((name) => !name.startsWith('@') && !known.has(name));
  if (unknown !== undefined)
    throw badRequest(`The property '${unknown}' does not exist or cannot be changed.`);
  const isGuarded = call.context.settings.guardsSentMail && !message.flags.has('\\Draft');
  if (isGuarded && ofText.some((name) => name in input)) {
    throw new GraphError(
      403,
      'ErrorAccessDenied',
      'Mail-Advanced.ReadWrite is needed to change a message that is no draft.',
    );
  }
}

function changeExtras(call: GraphCall, found: FoundMessage, input: Record<string, unknown>): void {
  const properties = readProperties(input.singleValueExtendedProperties);
  const hasProperties = Object.keys(properties).length > 0;
  if (!Array.isArray(input.categories) && !hasProperties) return;
  const { extras } = found.message;
  found.message.extras = {
    ...extras,
    ...(Array.isArray(input.categories) ? { categories: input.categories.map(String) } : {}),
    properties: { ...extras?.properties, ...properties },
  };
  call.mailbox.announceChange(found);
}

function rewriteDraft(call: GraphCall, found: FoundMessage, input: Record<string, unknown>) {
  const fields = setFields(found.message.raw, readFields(input));
  const body = readBodyPart(input.body);
  return call.mailbox.rewrite(found, body ? replaceBody(fields, body, randomUUID()) : fields);
}
