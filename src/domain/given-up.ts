interface Tried {
  /** When it was to be sent first. */
  readonly since: Date;
  /** With the one that has failed just now. */
  readonly attempts: number;
}

interface Patience {
  readonly milliseconds: number;
  /** After each failed try; the last one again and again. */
  readonly pauses: readonly number[];
}

/**
 * Whether what cannot be sent is given up after a failed try. Days in which Postroom did not run are no tries: each pause has
 * been waited for once at least, so that a receiver that starts with the same machine is not given up at its first refusal.
 */
export function isGivenUp(
  { since, attempts }: Tried,
  { milliseconds, pauses }: Patience,
  now: Date,
): boolean {
  return now.getTime() - since.getTime() >= milliseconds && attempts > pauses.length;
}
