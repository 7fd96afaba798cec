/** How many tickets fit saved searches, kept for a while: counting walks through much of the data file. */
export interface ViewCounts {
  /** @returns undefined where nobody has counted lately */
  find(key: string): string | undefined;
  /** Counts unless that was done lately. A count that fails leaves none. */
  count(key: string, ask: () => Promise<string>): Promise<void>;
}

const keptMilliseconds = 60_000;
const mostKept = 2000;

export function createViewCounts(now: () => number = Date.now): ViewCounts {
  const kept = new Map<string, { readonly at: number; readonly count: string }>();
  const find = (key: string) => {
    const entry = kept.get(key);
    return entry === undefined || now() - entry.at > keptMilliseconds ? undefined : entry.count;
  };
  return {
    find,
    async count(key, ask) {
      if (find(key) !== undefined) return;
      const count = await ask();
      if (kept.size >= mostKept) kept.clear();
      kept.set(key, { at: now(), count });
    },
  };
}
