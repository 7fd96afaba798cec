import type { ArticleReason, LinkReason, ThreadClue } from '../../src/domain/facts/reason.ts';
import { t } from '../words.ts';

const clueWords = (): Readonly<Record<ThreadClue, string>> => ({
  in_reply_to: 'In-Reply-To',
  references: t('References'),
  subject_tag: t('subject tag'),
  undeliverable: t('undeliverable message'),
});

/** Why a message stands in its ticket: goes on after "The message" or "a mail". */
export function describeArticleReason(reason: ArticleReason): string {
  switch (reason.code) {
    case 'no_reference':
      return t('became a new ticket');
    case 'follow_up':
      return t('became a follow-up of #{number}: {value}', {
        number: reason.of.number,
        value: clueWords()[reason.by],
      });
    case 'sent_elsewhere':
      return t('sent from Outlook: {value}', { value: clueWords()[reason.by] });
    case 'stranger':
      return t('became a new ticket linked to #{number}: the sender is not part of it', {
        number: reason.of.number,
      });
    case 'closed':
      return t('became a new ticket linked to #{number}, which is closed: {value}', {
        number: reason.of.number,
        value: clueWords()[reason.by],
      });
    case 'other_group':
      return t('became a new ticket linked to #{number}, where another group has it', {
        number: reason.of.number,
      });
    case 'written_here':
      return t('was written here');
    case 'words':
      return reason.text;
  }
}

/** Why two tickets are linked. */
export function describeLinkReason(reason: LinkReason): string {
  if (reason.code === 'by_hand') return t('linked by hand');
  if (reason.code === 'split') return t('split off from #{number}', { number: reason.of.number });
  return describeArticleReason(reason);
}
