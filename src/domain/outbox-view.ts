export type OutboxState = 'queued' | 'sending' | 'sent' | 'failed' | 'unknown';

/** The lists of the outbox page. */
export interface OutboxView {
  readonly name: string;
  readonly label: string;
  readonly states: readonly OutboxState[];
  /** Those that somebody has decided not to send any more. */
  readonly isDismissed?: boolean;
}

export const outboxViews = [
  { name: 'unfinished', label: 'Unfinished', states: ['unknown', 'failed', 'sending', 'queued'] },
  { name: 'unknown', label: 'Unknown', states: ['unknown'] },
  { name: 'failed', label: 'Failed', states: ['failed'] },
  { name: 'queued', label: 'Waiting', states: ['queued'] },
  { name: 'sending', label: 'Sending', states: ['sending'] },
  { name: 'sent', label: 'Sent lately', states: ['sent'] },
  { name: 'dismissed', label: 'Given up', states: ['failed'], isDismissed: true },
] as const satisfies readonly OutboxView[];

/** What waits for longer than this has not been sent as its author thinks. */
export const heldMilliseconds = 120_000;

/** Why a ticket's message has not gone out: it waits for long, failed, or nobody knows. */
export type Unsent = 'held' | 'failed' | 'unknown';

/** @returns the view of that name, the first one for any other name. */
export function chooseOutboxView(name: string | undefined): OutboxView {
  return outboxViews.find((view) => view.name === name) ?? outboxViews[0];
}
