/** Bounds what is between the server and the data file at any moment. */
export interface MailBudget {
  /** Waits until there is room; one that is larger than everything gets it all to itself. */
  take(bytes: number): Promise<void>;
  give(bytes: number): void;
}

export function createMailBudget(limitBytes: number): MailBudget {
  let used = 0;
  const waiting: { bytes: number; go: () => void }[] = [];
  const admit = () => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (used > 0 && used + next.bytes > limitBytes) return;
      waiting.shift();
      used += next.bytes;
      next.go();
    }
  };
  return {
    take: (bytes) =>
      new Promise((go) => {
        waiting.push({ bytes, go });
        admit();
      }),
    give(bytes) {
      used -= bytes;
      admit();
    },
  };
}
