/**
 * What the desk tells the pages after each commit. Events carry identifiers only:
 * a page that may show the thing reads it again.
 */
export type DeskEvent =
  | { readonly kind: 'ticket'; readonly ticketId: number; readonly groupId: number }
  /** Mail of a ticket was queued, or its fate has changed. */
  | { readonly kind: 'outbox'; readonly groupId: number }
  | { readonly kind: 'channel'; readonly channelId: number }
  | { readonly kind: 'channel_check'; readonly channelId: number; readonly checkId: string }
  | { readonly kind: 'settings' }
  /** A mailbox has stopped or begun to work: every page says so. */
  | { readonly kind: 'health' }
  /** Something went to quarantine, was tried again or left it. */
  | { readonly kind: 'quarantine' }
  /** What a user may see has changed: his pages read themselves again. */
  | { readonly kind: 'access'; readonly userId: number }
  /** A user has seen a ticket: his own lists show it as read. */
  | { readonly kind: 'seen'; readonly userId: number }
  /** A user was told of something, or has read it. */
  | { readonly kind: 'notification'; readonly userId: number };
