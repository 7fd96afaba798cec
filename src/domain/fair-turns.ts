import { createFairShares, type Sharer } from './fair-shares.ts';

/** One thing after another, each source's in turn (domain/fair-shares): what one sends that takes long holds up itself. */
export interface FairTurns {
  /** Of one source, in the order in which it is asked for. */
  take<Output>(sharer: Sharer, work: () => Promise<Output>): Promise<Output>;
}

interface Waiting extends Sharer {
  begin(): void;
}

/** @param now milliseconds of a clock that is never put back */
export function createFairTurns(now: () => number): FairTurns {
  const shares = createFairShares();
  const waiting: Waiting[] = [];
  let isTaken = false;
  const serve = () => {
    const next = isTaken ? undefined : shares.choose(waiting);
    if (next === undefined) return;
    isTaken = true;
    waiting.splice(waiting.indexOf(next), 1);
    next.begin();
  };
  return {
    async take(sharer, work) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ ...sharer, begin: resolve });
      serve();
      await promise;
      const began = now();
      try {
        return await work();
      } finally {
        shares.charge(sharer, now() - began);
        isTaken = false;
        serve();
      }
    },
  };
}
