import { type Directory, findMailbox } from './directory.ts';
import type { Mailboxes } from './mailboxes.ts';

export interface SentMessage {
  /** Who signed in, as the client gave it. */
  user: string;
  envelope: { from: string; to: string[] };
  /** As it came in. */
  raw: Buffer;
  /** As the recipients got it. */
  delivered: Buffer;
  /** The one the reply named; Exchange may have replaced the sender's. */
  messageId: string;
  at: Date;
}

/** Puts a message into the mailboxes of this tenant; mail to anybody else ends in the `sent` list. */
export function deliverMessage(
  directory: Directory,
  mailboxes: Mailboxes,
  sender: string,
  recipients: readonly string[],
  raw: Buffer,
): void {
  const own = mailboxes.get(sender);
  own?.append(own.sentItems, raw, ['\\Seen']);
  const from = readFrom(raw);
  const shared = directory.sharedMailboxes.find(({ address }) => address.toLowerCase() === from);
  const copied = shared?.keepsCopies && shared.address !== sender ? mailboxes.get(shared.address) : undefined;
  copied?.append(copied.sentItems, raw, ['\\Seen']);
  deliverToRecipients(directory, mailboxes, recipients, raw);
}

/** @returns the addresses of this tenant that nobody has */
export function deliverToRecipients(
  directory: Directory,
  mailboxes: Mailboxes,
  recipients: readonly string[],
  raw: Buffer,
): string[] {
  const targets = new Set(recipients.flatMap((each) => findMailbox(directory, each) ?? []));
  for (const address of targets) if (mailboxes.get(address)) mailboxes.deliver(address, raw);
  return recipients.filter(
    (each) => each.toLowerCase().endsWith(`@${directory.domain}`) && !findMailbox(directory, each),
  );
}

/** @returns the address in the From header, lower case; undefined when there is none or it cannot be read. */
export function readFrom(raw: Buffer): string | undefined {
  const value = readHeader(raw, 'from');
  const found =
    value === undefined
      ? undefined
      : (/<([^<>\s]+@[^<>\s]+)>\s*$/.exec(value) ?? /([^<>\s,;]+@[^<>\s,;]+)/.exec(value));
  return found?.[1]?.toLowerCase();
}

export function readHeader(raw: Buffer, name: string): string | undefined {
  const wanted = `${name}:`;
  const field = splitHeader(raw).fields.find((each) => each.toLowerCase().startsWith(wanted));
  return field
    ?.slice(wanted.length)
    .replace(/\r?\n[ \t]+/g, ' ')
    .trim();
}

/** Exchange keeps the first ID nowhere but in the reply of the submission. */
export function replaceMessageId(raw: Buffer, messageId: string): Buffer {
  const { fields, rest } = splitHeader(raw);
  const kept = fields.filter((each) => !/^message-id:/i.test(each));
  return Buffer.concat([Buffer.from([...kept, `Message-ID: ${messageId}`].join('\r\n'), 'latin1'), rest]);
}

/** `rest` begins with the end of the last header line. */
function splitHeader(raw: Buffer): { fields: string[]; rest: Buffer } {
  const end = raw.indexOf('\r\n\r\n');
  const head = end === -1 ? raw : raw.subarray(0, end);
  const fields = head.toString('latin1').split(/\r\n(?![ \t])/);
  return { fields, rest: end === -1 ? Buffer.from('\r\n\r\n') : raw.subarray(end) };
}
