import type { Desk } from './desk.ts';

const listeners = new WeakMap<Desk, () => void>();

/** Tells the outbox that there is something to send; without one that runs, the row waits for it. */
export function wakeOutbox(desk: Desk): void {
  listeners.get(desk)?.();
}

export function onOutboxWake(desk: Desk, listener: () => void): void {
  listeners.set(desk, listener);
}
