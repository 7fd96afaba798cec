import type { LetterWords } from '../../src/domain/letters.ts';
import {
  makeExcerpt,
  type NoticeFact,
  type NoticeTicket,
  noticeMark,
} from '../../src/domain/notification-mail.ts';
import { cleanLine } from '../../src/domain/plain-text.ts';
import { nameCustomer } from '../customer-name.ts';
import { t } from '../words.ts';

const longestSubject = 120;

/** @returns a mail about one ticket, or with several a list of them, without a word of what stands in them */
export function writeNotices(tickets: readonly NoticeTicket[], publicUrl: string): LetterWords {
  const [first] = tickets;
  const isOne = tickets.length === 1 && first !== undefined;
  const parts = isOne ? describeOne(first, publicUrl) : tickets.map((each) => describeShort(each, publicUrl));
  const subject = isOne
    ? titleOf(first)
    : t('{count} tickets have news for you', { count: String(tickets.length) });
  const end = [
    '--',
    t(
      'An answer to this mail does not reach the customer: it stays a note in Postroom, and nobody gets rights by it.',
    ),
    t('To answer, open the ticket.'),
    t('What you are told by mail you choose here: {url}', { url: `${publicUrl}/notifications` }),
  ].join('\n');
  return { subject: `${noticeMark} ${subject}`, text: [...parts, end].join('\n\n') };
}

function describeOne(ticket: NoticeTicket, publicUrl: string): string[] {
  const excerpt = makeExcerpt(ticket.text ?? '');
  return [
    describeFacts(ticket),
    cleanLine(ticket.subject) || t('(no subject)'),
    ...(excerpt === '' ? [] : [excerpt]),
    linkTo(ticket, publicUrl),
  ];
}

function describeShort(ticket: NoticeTicket, publicUrl: string): string {
  return [titleOf(ticket), describeFacts(ticket), linkTo(ticket, publicUrl)].join('\n');
}

function titleOf({ number, subject }: NoticeTicket): string {
  const line = [...(cleanLine(subject) || t('(no subject)'))];
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
  const who = cleanLine(nameCustomer(customer));
  switch (kind) {
    case 'new':
      return t('New in {group}, from {who}.', { group, who });
    case 'assigned':
      return actor === null ? t('A rule assigned it to you.') : t('{actor} assigned it to you.', { actor });
    case 'answered':
      return t('{who} answered.', { who });
    case 'written':
      return actor === null ? t('A colleague wrote in it.') : t('{actor} wrote in it.', { actor });
    case 'mentioned':
      return actor === null
        ? t('A colleague mentioned you in a note.')
        : t('{actor} mentioned you in a note.', { actor });
    case 'undelivered':
      return actor === null
        ? t('A message could not be delivered.')
        : t('{actor} took your answer back before it was sent.', { actor });
    case 'held':
      return t('A message of ours still waits to be sent.');
  }
}
