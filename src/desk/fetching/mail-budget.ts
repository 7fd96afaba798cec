import type { Desk } from '../desk.ts';
import type { BudgetShare, MailBudget } from '../memory.ts';

interface Waiting {
  readonly bytes: number;
  readonly held: { bytes: number };
  go(isAdmitted: boolean): void;
}

const beatMilliseconds = 10_000;

/** What all shares of one budget hold together, and who waits for more. */
interface Budget {
  readonly limitBytes: number;
  readonly leastBytes: number;
  used: number;
  /** In the order in which they have asked. */
  readonly waiting: Set<Waiting>;
}

/** @param limitBytes all together @param leastBytes what each may hold in any case */
export function createMailBudget(limitBytes: number, leastBytes: number): MailBudget {
  const budget: Budget = { limitBytes, leastBytes, used: 0, waiting: new Set() };
  return { share: () => createShare(budget), held: () => budget.used };
}

function createShare(budget: Budget): BudgetShare {
  const held = { bytes: 0 };
  return {
    take: (bytes, signal, beat) => take(budget, { bytes, held, signal, beat }),
    add(bytes) {
      budget.used += bytes;
      held.bytes += bytes;
    },
    give(bytes) {
      budget.used -= bytes;
      held.bytes -= bytes;
      admit(budget);
    },
  };
}

interface Request extends Pick<Waiting, 'bytes' | 'held'> {
  readonly signal: AbortSignal;
  /** Called now and then while it waits. */
  readonly beat: () => void;
}

/** @returns false where it was aborted before its turn came */
async function take(budget: Budget, { bytes, held, signal, beat }: Request): Promise<boolean> {
  if (signal.aborted) return false;
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const own: Waiting = { bytes, held, go: resolve };
  const leave = () => {
    if (budget.waiting.delete(own)) resolve(false);
    admit(budget);
  };
  signal.addEventListener('abort', leave);
  const beating = setInterval(beat, beatMilliseconds).unref();
  budget.waiting.add(own);
  admit(budget);
  const isAdmitted = await promise;
  clearInterval(beating);
  signal.removeEventListener('abort', leave);
  return isAdmitted;
}

function admit(budget: Budget): void {
  let isFull = false;
  for (const each of budget.waiting) {
    const isLeast = each.held.bytes === 0 && each.bytes <= budget.leastBytes;
    // In turn, so that many small ones do not keep a large one out for ever.
    if (!isLeast && (isFull || (budget.used > 0 && budget.used + each.bytes > budget.limitBytes))) {
      isFull = true;
      continue;
    }
    budget.waiting.delete(each);
    budget.used += each.bytes;
    each.held.bytes += each.bytes;
    each.go(true);
  }
}

/** Three usual batches and a bit: one is stored, one read and one fetched. */
const bytesInFlight = 34 * 1024 * 1024;
/** A batch of messages, with the memory that each takes in addition to its bytes. */
const usualBatch = 6.5 * 1024 * 1024;

/** The one that all channels share: after an outage they all have something to fetch. */
export function budgetOf(desk: Desk): MailBudget {
  desk.memory.mailBudget ??= createMailBudget(bytesInFlight, usualBatch);
  return desk.memory.mailBudget;
}
