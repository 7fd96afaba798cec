import type { NotificationKind } from './notification.ts';
import { cleanText } from './plain-text.ts';
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
/** What was written, without quotes and signatures, each line marked as somebody else's. */
export function makeExcerpt(text: string): string {
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
