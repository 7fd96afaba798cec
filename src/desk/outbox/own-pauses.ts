const shortest = 2000;
const longest = 60_000;

interface Pause {
  readonly failures: number;
  readonly until: number;
}

/**
 * Pauses after steps that failed on our own side, each twice as long as the one before: what cannot be recorded is not
 * tried again at once, and for ever.
 * @param elapsed milliseconds of a clock that nobody sets
 */
export function createOwnPauses(elapsed: () => number) {
  const pauses = new Map<string, Pause>();
  return {
    /** @returns milliseconds until the next try */
    fail(step: string): number {
      const failures = (pauses.get(step)?.failures ?? 0) + 1;
      const pause = Math.min(shortest * 2 ** (failures - 1), longest);
      pauses.set(step, { failures, until: elapsed() + pause });
      return pause;
    },
    succeed(step: string): void {
      pauses.delete(step);
    },
    /** Whether it has failed since it last went well. */
    isDoubtful: (step: string): boolean => pauses.has(step),
    isPaused: (step: string): boolean => (pauses.get(step)?.until ?? 0) > elapsed(),
    /** @returns milliseconds until the first pause ends; Infinity without one */
    next: (): number =>
      Math.min(...[...pauses.values()].map(({ until }) => until - elapsed()).filter((left) => left > 0)),
  };
}

export type OwnPauses = ReturnType<typeof createOwnPauses>;
