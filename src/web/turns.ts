import { setTimeout as wait } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import { AppError } from '../errors.ts';

export interface TurnLimits {
  /** At the same moment: of one sender, and of all. */
  readonly ofOne: number;
  readonly ofAll: number;
  /** Of one sender: what waits for its turn. */
  readonly mostWaiting: number;
  /** A sender rests after each for as long as it took: half of the time at least belongs to others. */
  readonly rests: boolean;
}

/** Work that comes of requests, a few at once: what one sender asks for does not stand before what everybody asks for. */
export interface Turns {
  /** @throws AppError unavailable, with `retryAfter`, when too much of that sender waits */
  take<Output>(sender: string, work: () => Promise<Output>): Promise<Output>;
}

const longestRest = 2_000;

export function createTurns(
  limits: TurnLimits,
  rest: (milliseconds: number) => Promise<unknown> = restFor,
): Turns {
  const all = pLimit(limits.ofAll);
  const bySender = new Map<string, LimitFunction>();
  return {
    async take<Output>(sender: string, work: () => Promise<Output>) {
      const own = bySender.get(sender) ?? pLimit(limits.ofOne);
      bySender.set(sender, own);
      if (own.pendingCount >= limits.mostWaiting) throw tooMuch();
      const { promise, resolve, reject } = Promise.withResolvers<Output>();
      void own(async () => {
        const began = performance.now();
        await all(work).then(resolve, reject);
        // Its answer does not wait for the rest.
        if (limits.rests) await rest(Math.min(longestRest, performance.now() - began));
      }).then(() => {
        if (own.activeCount + own.pendingCount === 0) bySender.delete(sender);
      });
      return promise;
    },
  };
}

function restFor(milliseconds: number): Promise<unknown> {
  return wait(milliseconds, undefined, { ref: false });
}

function tooMuch(): AppError {
  const text = 'Too much is being sent at the same moment; try again in some seconds.';
  return new AppError('unavailable', text, { retryAfter: 5 });
}
