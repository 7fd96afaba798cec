/**
 * Who comes with which session or token, as far as it was seen lately: known before anything is looked up. It says whose turn
 * a request takes, and nothing of what he may do.
 */
export interface Callers {
  /** @param credentialHash of a session's or a token's secret */
  find(credentialHash: string): number | undefined;
  note(credentialHash: string, userId: number): void;
  forget(credentialHash: string): void;
}

const mostKept = 10_000;

export function createCallers(): Callers {
  /** Who came last stands at the end. */
  const known = new Map<string, number>();
  return {
    find: (credentialHash) => known.get(credentialHash),
    note(credentialHash, userId) {
      known.delete(credentialHash);
      known.set(credentialHash, userId);
      const [oldest] = known.keys();
      if (known.size > mostKept && oldest !== undefined) known.delete(oldest);
    },
    forget: (credentialHash) => void known.delete(credentialHash),
  };
}
