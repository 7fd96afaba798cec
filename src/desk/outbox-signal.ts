import type { Desk } from './desk.ts';

/** Tells the outbox that there is something to send; without one that runs, the row waits for it. */
export function wakeOutbox(desk: Desk): void {
  desk.memory.wakeOutbox?.();
}

export function onOutboxWake(desk: Desk, listener: () => void): void {
  desk.memory.wakeOutbox = listener;
}

/** Tells the pages of what is not recorded as a fact about mail that is queued: that it is tried, or waits. */
export function publishDelivery(
  desk: Desk,
  { ticketId, groupId }: { readonly ticketId: number; readonly groupId: number },
): void {
  desk.publish({ kind: 'ticket', ticketId, groupId });
  desk.publish({ kind: 'outbox', groupId });
}
