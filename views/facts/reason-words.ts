import type { ArticleReason, LinkReason, ThreadClue } from '../../src/domain/facts/reason.ts';

const clueWords: Readonly<Record<ThreadClue, string>> = {
  in_reply_to: 'In-Reply-To',
  references: 'References',
  subject_tag: 'subject tag',
  undeliverable: 'undeliverable message',
};

/** Why a message stands in its ticket: goes on after "The message" or "a mail". */
export function describeArticleReason(reason: ArticleReason): string {
  switch (reason.code) {
    case 'no_reference':
      return 'became a new ticket';
    case 'follow_up':
      return `became a follow-up of #${reason.of.number}: ${clueWords[reason.by]}`;
    case 'sent_elsewhere':
      return `sent from Outlook: ${clueWords[reason.by]}`;
    case 'stranger':
      return `became a new ticket linked to #${reason.of.number}: the sender is not part of it`;
    case 'closed':
      return `became a new ticket linked to #${reason.of.number}, which is closed: ${clueWords[reason.by]}`;
    case 'other_group':
      return `became a new ticket linked to #${reason.of.number}, where another group has it`;
    case 'written_here':
      return 'was written here';
    case 'words':
      return reason.text;
  }
}

/** Why two tickets are linked. */
export function describeLinkReason(reason: LinkReason): string {
  if (reason.code === 'by_hand') return 'linked by hand';
  if (reason.code === 'split') return `split off from #${reason.of.number}`;
  return describeArticleReason(reason);
}
