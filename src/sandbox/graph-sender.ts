import { listAddresses } from './directory.ts';
import type { GraphCall } from './graph-context.ts';
import { GraphError } from './graph-errors.ts';
import { joinMessage, nameOf, normalizeLines, setFields, splitMessage } from './graph-mime.ts';
import { readAddresses, readHead } from './graph-text.ts';
import { encodeHeader } from './sample-mime.ts';
import { createMessageId } from './smtp-replies.ts';

/** Header fields that never come through MIME (msgraph-sdk-dotnet#2209). */
const dropped = new Set(['auto-submitted', 'return-path', 'sender', 'received']);

interface PreparedMessage {
  raw: Buffer;
  /** The fields that were lost, with their line ends. */
  lostHeaders: string;
}

/**
 * What becomes of MIME when Exchange takes it apart: fields that it does not know are lost.
 * @throws GraphError 400 for what is no message
 */
export function takeInMime(call: GraphCall, given: Buffer): PreparedMessage {
  const { fields, rest } = splitMessage(normalizeLines(given));
  if (!fields.some((field) => /^[!-9;-~]+:/.test(field))) {
    throw new GraphError(400, 'ErrorMimeContentInvalid', 'The MIME content is not a message.');
  }
  const known = new Set(call.context.settings.knownHeaders.map((each) => each.toLowerCase()));
  const isLost = (field: string) => {
    const name = nameOf(field);
    return dropped.has(name) || (name.startsWith('x-') && !known.has(name));
  };
  const kept = fields.filter((field) => !isLost(field));
  const has = (name: string) => kept.some((field) => nameOf(field) === name);
  const made = [
    ...(has('message-id') ? [] : [`Message-ID: ${createMessageId()}\r\n`]),
    ...(has('date')
      ? []
      : [`Date: ${new Date(call.context.state.now()).toUTCString().replace('GMT', '+0000')}\r\n`]),
  ];
  return { raw: joinMessage([...made, ...kept], rest), lostHeaders: fields.filter(isLost).join('') };
}

/**
 * Who it is from is the mailbox of the path, by the directory's name; another From is replaced or denied.
 * @throws GraphError 403 ErrorSendAsDenied
 */
export function signMessage(call: GraphCall, raw: Buffer): Buffer {
  const { context, mailbox, holder } = call;
  const { directory } = context.state;
  const asked = readAddresses(readHead(raw), 'from')[0]?.emailAddress.address.toLowerCase();
  const shared = directory.sharedMailboxes.find(({ address }) => address === asked);
  // A delegate's message for the shared mailbox may leave from the delegate's own path as well.
  const mayUse = shared && holder && shared.delegates.includes(holder.upn) ? shared.address : undefined;
  const own = directory.people.find(({ mail }) => mail === mailbox.address);
  const isOwn =
    asked === undefined || asked === mailbox.address || (own && listAddresses(own).includes(asked));
  if (!isOwn && !mayUse && context.settings.foreignFrom === 'denied') {
    throw new GraphError(
      403,
      'ErrorSendAsDenied',
      'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.',
    );
  }
  const from = mayUse ?? mailbox.address;
  const isOther = holder !== undefined && holder.mail !== from;
  const fields: [string, string][] = [['From', writeMailbox(directory, from)]];
  fields.push(['Sender', isOther ? writeMailbox(directory, holder.mail) : '']);
  return setFields(raw, fields);
}

/** @returns every recipient, each once @throws GraphError 400 where there is none, or one that is none */
export function listRecipients(raw: Buffer): string[] {
  const head = readHead(raw);
  const fields = ['to', 'cc', 'bcc'].flatMap((name) => readAddresses(head, name));
  const addresses = fields.map(({ emailAddress }) => emailAddress.address);
  const isWrong = addresses.some((each) => !/^[^\s@<>,;]+@[^\s@<>,;]+$/.test(each));
  if (addresses.length === 0 || isWrong) {
    throw new GraphError(400, 'ErrorInvalidRecipients', 'At least one recipient is not valid.');
  }
  return [...new Set(addresses)];
}

export function withoutBcc(raw: Buffer): Buffer {
  return setFields(raw, [['Bcc', '']]);
}

function writeMailbox(directory: GraphCall['context']['state']['directory'], address: string): string {
  const person = directory.people.find(({ mail }) => mail === address);
  const name = person?.name ?? directory.sharedMailboxes.find((each) => each.address === address)?.name;
  return name === undefined ? address : `${encodeHeader(name)} <${address}>`;
}
