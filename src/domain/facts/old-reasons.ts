import { wordTable } from '../word-table.ts';
import type { ArticleReason, LinkReason, ThreadClue } from './reason.ts';

// What versions before the stream of facts wrote as words. What cannot be read stays words.

const oldClues = wordTable<ThreadClue>({
  'In-Reply-To': 'in_reply_to',
  References: 'references',
  'subject tag': 'subject_tag',
  'undeliverable message': 'undeliverable',
});

/** @param text '' for what was written here */
export function readOldArticleReason(text: string): ArticleReason {
  if (text === '') return { code: 'written_here' };
  return readKnown(text) ?? { code: 'words', text };
}

export function readOldLinkReason(text: string): LinkReason {
  if (text === 'linked by hand') return { code: 'by_hand' };
  const [, number] = /^split off from #(\d{1,15})$/.exec(text) ?? [];
  if (number !== undefined) return { code: 'split', of: refer(number) };
  const read = readKnown(text);
  const isLinking = read?.code === 'stranger' || read?.code === 'closed' || read?.code === 'other_group';
  return isLinking ? read : { code: 'words', text };
}

function readKnown(text: string): ArticleReason | undefined {
  if (text === 'became a new ticket') return { code: 'no_reference' };
  const sent = /^sent from Outlook: (.{1,30})$/.exec(text)?.[1];
  if (sent !== undefined) return readClue(sent, (by) => ({ code: 'sent_elsewhere', by }));
  const [, followed = '', clue] = /^became a follow-up of #(\d{1,15}): (.{1,30})$/.exec(text) ?? [];
  if (clue !== undefined) return readClue(clue, (by) => ({ code: 'follow_up', of: refer(followed), by }));
  const [, linked, rest = ''] = /^became a new ticket linked to #(\d{1,15})(.{1,60})$/.exec(text) ?? [];
  if (linked === undefined) return undefined;
  const of = refer(linked);
  if (rest === ': the sender is not part of it') return { code: 'stranger', of };
  if (rest === ', where another group has it') return { code: 'other_group', of };
  const closed = ', which is closed: ';
  if (!rest.startsWith(closed)) return undefined;
  return readClue(rest.slice(closed.length), (by) => ({ code: 'closed', of, by }));
}

function readClue(word: string, make: (clue: ThreadClue) => ArticleReason): ArticleReason | undefined {
  const clue = oldClues[word];
  return clue === undefined ? undefined : make(clue);
}

/** The words had the number alone. */
function refer(number: string) {
  return { id: null, number: Number(number) };
}
