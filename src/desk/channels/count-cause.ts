import type { Memory } from '../memory.ts';

/**
 * Counts a failure of sending by its cause: what another cause has waited for does not count, and two that take turns
 * are each waited for as long as one alone.
 * @param whose `channel:ID` or `outbox:ID`
 * @param before how often this cause had come before the program was started, as far as the data file tells
 */
export function countCause({ sendingCauses }: Memory, whose: string, code: string, before: number): number {
  const causes = sendingCauses.get(whose) ?? new Map<string, number>();
  const count = (causes.get(code) ?? before) + 1;
  causes.set(code, count);
  sendingCauses.set(whose, causes);
  return count;
}

/** Forgets the counts: sending works again, or is not tried any more. */
export function forgetCauses({ sendingCauses }: Memory, whose: string): void {
  sendingCauses.delete(whose);
}
