import type { Desk } from './desk.ts';

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

const bytesInFlight = 32 * 1024 * 1024;
const budgets = new WeakMap<Desk['write'], MailBudget>();

/** The one that all channels share: after an outage they all have something to fetch. */
export function budgetOf(desk: Desk): MailBudget {
  const budget = budgets.get(desk.write) ?? createMailBudget(bytesInFlight);
  budgets.set(desk.write, budget);
  return budget;
}
