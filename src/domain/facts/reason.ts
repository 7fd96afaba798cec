import type { TicketRef } from './shape.ts';

/** What in a message pointed to the ticket. */
const threadClues = ['in_reply_to', 'references', 'subject_tag', 'undeliverable'] as const;
export type ThreadClue = (typeof threadClues)[number];

/** Why a message stands in its ticket. */
export type ArticleReason =
  | { readonly code: 'no_reference' }
  | { readonly code: 'follow_up'; readonly of: TicketRef; readonly by: ThreadClue }
  /** A colleague sent it from the mailbox itself. */
  | { readonly code: 'sent_elsewhere'; readonly by: ThreadClue }
  | LinkingReason
  /** An agent, or Postroom itself, wrote it here. */
  | { readonly code: 'written_here' }
  /** Of an older version, in its words. */
  | { readonly code: 'words'; readonly text: string };

/** Why a message opened a ticket of its own although it points to another one. */
export type LinkingReason =
  | { readonly code: 'stranger'; readonly of: TicketRef }
  | { readonly code: 'closed'; readonly of: TicketRef; readonly by: ThreadClue }
  | { readonly code: 'other_group'; readonly of: TicketRef };

/** Why two tickets are linked; `of` is the older one. */
export type LinkReason =
  | LinkingReason
  | { readonly code: 'by_hand' }
  | { readonly code: 'split'; readonly of: TicketRef }
  | { readonly code: 'words'; readonly text: string };
