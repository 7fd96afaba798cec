import type { NotificationKind } from './notification.ts';
import { cleanLine, cleanText } from './plain-text.ts';
import { splitText } from './quote.ts';

/** Stands in the subject of every mail to an agent: automatic answers to it are known by it. */
export const noticeMark = '[Postroom]';
/** How the unique part of their Message-IDs begins. */
export const noticePrefix = 'notify-';

/** One thing that a person is told. */
export interface NoticeFact {
  readonly kind: NotificationKind;
  /** The agent who did it; null for mail. */
  readonly actor: string | null;
  readonly customer: string;
  readonly group: string;
}

export interface NoticeTicket {
  readonly number: number;
  readonly subject: string;
  readonly facts: readonly NoticeFact[];
  /** Of the message that it is about, as it is stored. */
  readonly text: string | undefined;
}

const longestExcerpt = 400;
const longestSubject = 120;

/** @returns a mail about one ticket, or with several a list of them, without a word of what stands in them */
export function describeNotices(
  tickets: readonly NoticeTicket[],
  publicUrl: string,
): { readonly subject: string; readonly text: string } {
  const [first] = tickets;
  const isOne = tickets.length === 1 && first !== undefined;
  const parts = isOne ? describeOne(first, publicUrl) : tickets.map((each) => describeShort(each, publicUrl));
  const subject = isOne ? titleOf(first) : `${tickets.length} tickets have news for you`;
  const text = [
    ...parts,
    [
      '--',
      'An answer to this mail does not reach the customer: it stays a note in Postroom, and nobody gets rights by it.',
      'To answer, open the ticket.',
      `What you are told by mail you choose here: ${publicUrl}/notifications`,
    ].join('\n'),
  ].join('\n\n');
  return { subject: `${noticeMark} ${subject}`, text };
}

function describeOne(ticket: NoticeTicket, publicUrl: string): string[] {
  const excerpt = makeExcerpt(ticket.text ?? '');
  return [
    describeFacts(ticket),
    cleanLine(ticket.subject) || '(no subject)',
    ...(excerpt === '' ? [] : [excerpt]),
    linkTo(ticket, publicUrl),
  ];
}

function describeShort(ticket: NoticeTicket, publicUrl: string): string {
  return [titleOf(ticket), describeFacts(ticket), linkTo(ticket, publicUrl)].join('\n');
}

function titleOf({ number, subject }: NoticeTicket): string {
  const line = [...(cleanLine(subject) || '(no subject)')];
  const short = line.length <= longestSubject ? line : [...line.slice(0, longestSubject - 1), '…'];
  return `#${number} ${short.join('')}`;
}

function linkTo({ number }: NoticeTicket, publicUrl: string): string {
  return `${publicUrl}/tickets/${number}`;
}

function describeFacts({ facts }: NoticeTicket): string {
  return [...new Set(facts.map(describeFact))].join('\n');
}

function describeFact({ kind, actor, customer, group }: NoticeFact): string {
  const who = cleanLine(customer);
  switch (kind) {
    case 'new':
      return `New in ${group}, from ${who}.`;
    case 'assigned':
      return `${actor ?? 'A rule'} assigned it to you.`;
    case 'answered':
      return `${who} answered.`;
    case 'mentioned':
      return `${actor ?? 'A colleague'} mentioned you in a note.`;
    case 'undelivered':
      return 'A message could not be delivered.';
    case 'held':
      return 'A message of ours still waits to be sent.';
  }
}

/** What was written, without quotes and signatures, each line marked as somebody else's. */
function makeExcerpt(text: string): string {
  const written = splitText(cleanText(text.slice(0, 20_000)))
    .filter(({ kind }) => kind === 'text')
    .map((segment) => segment.text)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  const characters = [...written];
  const short =
    characters.length <= longestExcerpt ? written : `${characters.slice(0, longestExcerpt).join('')}…`;
  return short === '' ? '' : short.replace(/^/gm, '> ');
}
