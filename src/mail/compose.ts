import MailComposer from 'nodemailer/lib/mail-composer';
import type { Address } from '../domain/message.ts';
import { cleanLine } from '../domain/plain-text.ts';
import { AppError } from '../errors.ts';

/** A plain-text mail that goes out. Identifiers are without angle brackets. */
export interface OutgoingMail {
  readonly from: Address;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly subject: string;
  /** What Outlook groups a conversation by: the subject without prefixes and tag. */
  readonly topic: string;
  readonly messageId: string;
  readonly inReplyTo: string | undefined;
  readonly references: readonly string[];
  readonly date: Date;
  readonly text: string;
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
    headers: { 'Thread-Topic': cleanLine(mail.topic), [evidenceHeader]: mail.messageId },
    text: mail.text.replace(/\r\n?/g, '\n'),
    newline: 'windows',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return composer.compile().build();
}

/** @returns the recipients of the envelope: exactly the addresses that the agent saw. */
export function listRecipients({ to, cc }: Pick<OutgoingMail, 'to' | 'cc'>): string[] {
  return [...new Set([...to, ...cc].map(({ address }) => checkAddress(address)))];
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
