import { isSameAddress, normalizeAddress, uniqueAddresses } from './address.ts';
import { formatAddress, formatAddressList } from './address-list.ts';
import type { Answer } from './answer.ts';
import { type CustomerStyle, forwardWords, writeAttribution, writeMoment } from './customer-language.ts';
import type { QuotedMail } from './html/quote-html.ts';
import type { Address } from './message.ts';
import { isUsableMessageId } from './message-id.ts';

/** What of a mail decides how an answer to it looks. */
export interface AnswerableMail {
  readonly direction: 'in' | 'out';
  readonly fromName: string;
  readonly fromAddress: string;
  readonly replyTo: readonly Address[];
  /** Null for mail that was stored before this was decided when it came in. */
  readonly answer: Answer | null;
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly messageId: string | null;
  readonly inReplyTo: readonly string[];
  readonly references: readonly string[];
  readonly text: string;
  readonly sentAt: Date;
}

export interface SuggestedRecipients {
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  /** Set when the mail asks for answers at another address than its sender's: the agent should know. */
  readonly elsewhere: Address | undefined;
  /** A list that the mail came through: filled in nowhere. */
  readonly offered: readonly Address[];
}

const mostReferences = 20;
const mostQuotedLines = 400;

/** Everybody who was part of the mail, without ourselves. @param ownAddresses lower case */
export function suggestRecipients(
  mail: AnswerableMail,
  ownAddresses: readonly string[],
): SuggestedRecipients {
  // Looked up, not compared with each: a header has room for tens of thousands.
  const own = new Set(ownAddresses.map(normalizeAddress));
  const isOther = ({ address }: Address) => !own.has(normalizeAddress(address));
  if (mail.direction === 'out') {
    return {
      to: uniqueAddresses(mail.to).filter(isOther),
      cc: uniqueAddresses(mail.cc).filter(isOther),
      elsewhere: undefined,
      offered: [],
    };
  }
  const author = authorOf(mail);
  const asked = uniqueAddresses(mail.answer?.to ?? mail.replyTo).filter(isOther);
  // A message without a sender has an author without an address.
  const to = asked.length > 0 ? asked : uniqueAddresses([author]).filter(({ address }) => address !== '');
  const offered = uniqueAddresses(mail.answer?.offered ?? []).filter(isOther);
  const taken = new Set([...to, ...offered].map(({ address }) => normalizeAddress(address)));
  const isFree = (each: Address) => isOther(each) && !taken.has(normalizeAddress(each.address));
  const cc = uniqueAddresses([...mail.to, ...mail.cc]).filter(isFree);
  const elsewhere = asked.find(({ address }) => !isSameAddress(address, author.address));
  return { to, cc, elsewhere, offered };
}

/** Who wrote what the mail says: not always whom its header names. */
function authorOf(mail: AnswerableMail): Address {
  return mail.answer?.author ?? { name: mail.fromName, address: mail.fromAddress };
}

/**
 * RFC 5322 section 3.6.4: the parent's references, then the parent; the root and the newest survive a cut.
 * @param knownIds all identifiers of the mail: where the server replaced ours, the recipients know the other one only
 */
export function threadHeaders(
  mail: AnswerableMail | undefined,
  knownIds: readonly string[] = [],
): {
  inReplyTo: string | undefined;
  references: readonly string[];
} {
  if (mail?.messageId == null) return { inReplyTo: undefined, references: [] };
  const before = mail.references.length > 0 ? mail.references : mail.inReplyTo.slice(0, 1);
  const all = [...new Set([...before, mail.messageId, ...knownIds])].filter(isUsableMessageId);
  const references =
    all.length <= mostReferences ? all : [...all.slice(0, 1), ...all.slice(1 - mostReferences)];
  return { inReplyTo: all.at(-1), references };
}

/** The mail below an answer: an attribution line, and what it introduces. */
export function describeQuote(mail: AnswerableMail, style: CustomerStyle): QuotedMail {
  const introduction = writeAttribution(mail.sentAt, formatAddress(authorOf(mail)), style);
  return { introduction, text: cutLines(mail.text) };
}

/** As every mail program writes it: `> ` before each line. */
export function quoteMail(mail: AnswerableMail, style: CustomerStyle): string {
  const { introduction, text } = describeQuote(mail, style);
  const lines = text.split('\n').map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`));
  return [introduction, ...lines].map((line) => line.trimEnd()).join('\n');
}

/** The mail below what is said of it when it is forwarded: not quoted, with the head that readers know. */
export function describeForward(
  mail: AnswerableMail & { readonly subject: string },
  style: CustomerStyle,
): QuotedMail {
  const words = forwardWords[style.language];
  const head = [
    `---------- ${words.title} ----------`,
    `${words.from}: ${formatAddress(authorOf(mail))}`,
    `${words.date}: ${writeMoment(mail.sentAt, style)}`,
    `${words.subject}: ${mail.subject}`,
    `${words.to}: ${formatAddressList(mail.to)}`,
    ...(mail.cc.length > 0 ? [`${words.cc}: ${formatAddressList(mail.cc)}`] : []),
  ];
  return { introduction: head.join('\n'), text: mail.text.trimEnd() };
}

function cutLines(text: string): string {
  const lines = text.trimEnd().split('\n');
  const shown = lines.slice(0, mostQuotedLines);
  if (lines.length > mostQuotedLines) shown.push('[…]');
  return shown.join('\n');
}
