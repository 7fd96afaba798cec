import type { Desk } from '../desk.ts';
import type { BudgetShare, MailBudget } from '../memory.ts';

interface Waiting {
  readonly bytes: number;
  readonly held: { bytes: number };
  go(isAdmitted: boolean): void;
}

const beatMilliseconds = 10_000;

/** @param limitBytes all together @param leastBytes what each may hold in any case */
export function createMailBudget(limitBytes: number, leastBytes: number): MailBudget {
  let used = 0;
  const waiting = new Set<Waiting>();

  function admit(): void {
    let isFull = false;
    for (const each of waiting) {
      const isLeast = each.held.bytes === 0 && each.bytes <= leastBytes;
      // In turn, so that many small ones do not keep a large one out for ever.
      if (!isLeast && (isFull || (used > 0 && used + each.bytes > limitBytes))) {
        isFull = true;
        continue;
      }
      waiting.delete(each);
      used += each.bytes;
      each.held.bytes += each.bytes;
      each.go(true);
    }
  }

  function share(): BudgetShare {
    const held = { bytes: 0 };
    return {
      async take(bytes, signal, beat) {
        if (signal.aborted) return false;
        const { promise, resolve } = Promise.withResolvers<boolean>();
        const own: Waiting = { bytes, held, go: resolve };
        const leave = () => {
          if (waiting.delete(own)) resolve(false);
          admit();
        };
        signal.addEventListener('abort', leave);
        const beating = setInterval(beat, beatMilliseconds).unref();
        waiting.add(own);
        admit();
        const isAdmitted = await promise;
        clearInterval(beating);
        signal.removeEventListener('abort', leave);
        return isAdmitted;
      },
      give(bytes) {
        used -= bytes;
        held.bytes -= bytes;
        admit();
      },
    };
  }

  return { share };
}

const bytesInFlight = 24 * 1024 * 1024;
/** A batch of messages with what each takes beside its bytes. */
const usualBatch = 6.5 * 1024 * 1024;

/** The one that all channels share: after an outage they all have something to fetch. */
export function budgetOf(desk: Desk): MailBudget {
  desk.memory.mailBudget ??= createMailBudget(bytesInFlight, usualBatch);
  return desk.memory.mailBudget;
}
