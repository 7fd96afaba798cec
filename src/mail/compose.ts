import MailComposer from 'nodemailer/lib/mail-composer';
import type { Address } from '../domain/message.ts';
import { cleanLine } from '../domain/plain-text.ts';
import { AppError } from '../errors.ts';

/** A mail that goes out. Identifiers are without angle brackets. */
export interface OutgoingMail {
  readonly from: Address;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  /** They get it, and nobody sees it in the header. */
  readonly bcc?: readonly Address[];
  readonly subject: string;
  /** What Outlook groups a conversation by: the subject without prefixes and tag. */
  readonly topic: string;
  readonly messageId: string;
  readonly inReplyTo: string | undefined;
  readonly references: readonly string[];
  readonly date: Date;
  readonly text: string;
  /** Sanitized, pictures as `cid:`; left out, the mail is plain text. */
  readonly html?: string | undefined;
  readonly attachments?: readonly OutgoingAttachment[];
  /** Set on what nobody has written (RFC 3834): no program may answer it. */
  readonly isAutomatic?: boolean;
  /** Of those, what answers nobody. */
  readonly isUnasked?: boolean;
}

export interface OutgoingAttachment {
  readonly name: string;
  readonly type: string;
  readonly content: Buffer;
  /** Of a picture that the HTML shows; null for a file. */
  readonly contentId: string | null;
}

/** Exchange may replace the Message-ID; this field keeps ours, so that a sent copy can be recognised. */
export const evidenceHeader = 'X-Postroom-Message';

/** @returns the message as it goes out: CRLF line ends only, every header built from checked parts. @throws AppError invalid */
export async function composeMail(mail: OutgoingMail): Promise<Buffer> {
  const composer = new MailComposer({
    from: toMailbox(mail.from),
    to: mail.to.map(toMailbox),
    cc: mail.cc.map(toMailbox),
    subject: cleanLine(mail.subject),
    messageId: `<${checkId(mail.messageId)}>`,
    ...(mail.inReplyTo === undefined ? {} : { inReplyTo: `<${checkId(mail.inReplyTo)}>` }),
    references: mail.references.map((id) => `<${checkId(id)}>`),
    date: mail.date,
    headers: {
      'Thread-Topic': cleanLine(mail.topic),
      [evidenceHeader]: mail.messageId,
      ...(mail.isAutomatic === true ? automaticHeaders : {}),
      ...(mail.isUnasked === true ? { 'Auto-Submitted': 'auto-generated' } : {}),
    },
    text: toLineFeeds(mail.text),
    ...(mail.html === undefined ? {} : { html: toLineFeeds(mail.html) }),
    attachments: (mail.attachments ?? []).map(toPart),
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** @returns the recipients of the envelope: exactly the addresses that the agent saw. */
export function listRecipients({ to, cc, bcc = [] }: Pick<OutgoingMail, 'to' | 'cc' | 'bcc'>): string[] {
  return [...new Set([...to, ...cc, ...bcc].map(({ address }) => checkAddress(address)))];
}

/** @returns a message of ours with another date: it goes out at another time than it was written for */
export function redateMail(raw: Buffer, date: Date): Buffer {
  const end = raw.indexOf('\r\n\r\n');
  const header = raw.toString('latin1', 0, end);
  const field = `Date: ${date.toUTCString().replace('GMT', '+0000')}`;
  const dated = header
    .split('\r\n')
    .map((line) => (line.startsWith('Date: ') ? field : line))
    .join('\r\n');
  return end < 0 ? raw : Buffer.concat([Buffer.from(dated, 'latin1'), raw.subarray(end)]);
}

// RFC 3834 section 3.1.7; Exchange heeds its own field, other programs the rest.
const automaticHeaders = {
  'Auto-Submitted': 'auto-replied',
  'X-Auto-Response-Suppress': 'All',
  'X-Postroom-Loop': 'yes',
};

// In base64 whatever it is: no line of a file reaches the wire as it stands.
function toPart({ name, type, content, contentId }: OutgoingAttachment) {
  return {
    filename: cleanLine(name),
    contentType: type,
    content,
    contentTransferEncoding: 'base64' as const,
    contentDisposition: contentId === null ? ('attachment' as const) : ('inline' as const),
    ...(contentId === null ? {} : { cid: checkId(contentId) }),
  };
}

function toLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** As an object, so that a comma in it is not read as a second recipient. */
function toMailbox({ name, address }: Address): { name: string; address: string } {
  return { name: cleanLine(name), address: checkAddress(address) };
}

function checkAddress(address: string): string {
  if (/[\s<>(),;:"\\\p{Cc}]/u.test(address) || !address.includes('@')) {
    throw new AppError('invalid', `“${address.slice(0, 80)}” is no address that mail can be sent to.`);
  }
  return address;
}

// RFC 5322 section 3.6.4: an identifier of a foreign mail may hold anything until it is checked.
function checkId(id: string): string {
  if (/[\s<>\p{Cc}]/u.test(id) || id === '') {
    throw new AppError('invalid', 'The Message-ID of the answered mail cannot stand in a header.');
  }
  return id;
}
