/** Graph sends what happens in many mailboxes from a few addresses, and says again what is refused. */
const windowMilliseconds = 10_000;
const mostOfAddress = 200;
const mostOfAll = 1000;

interface RequestLimit {
  /** @returns false where it is one too many within ten seconds */
  take(address: string): boolean;
}

/** Bounds what strangers can have looked up. @param clock in milliseconds */
export function createRequestLimit(clock: () => number): RequestLimit {
  const byAddress = new Map<string, number>();
  let beganAt = clock();
  let all = 0;
  return {
    take(address) {
      const now = clock();
      if (now - beganAt >= windowMilliseconds) {
        beganAt = now;
        all = 0;
        byAddress.clear();
      }
      const count = (byAddress.get(address) ?? 0) + 1;
      if (count > mostOfAddress || all >= mostOfAll) return false;
      all += 1;
      byAddress.set(address, count);
      return true;
    },
  };
}
