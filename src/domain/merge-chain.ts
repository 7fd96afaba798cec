/**
 * Merges form chains: a ticket can be merged into one that is merged itself later.
 * @param targetOf the ticket that one was merged into; null or undefined where it was not
 * @returns the ticket in which the messages of this one stand now, perhaps itself
 */
export function followMerges(
  ticketId: number,
  targetOf: (ticketId: number) => number | null | undefined,
): number {
  const passed = new Set([ticketId]);
  let current = ticketId;
  for (;;) {
    const next = targetOf(current) ?? undefined;
    // A circle cannot come about; a file that has one all the same must not stop anything.
    if (next === undefined || passed.has(next)) return current;
    passed.add(next);
    current = next;
  }
}
