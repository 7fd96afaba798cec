import { setTimeout as wait } from 'node:timers/promises';
import pLimit, { type LimitFunction } from 'p-limit';
import { AppError } from '../errors.ts';

/** Of one person: what waits for its turn. A browser sends a few at most. */
const mostWaiting = 8;
const atOnce = 3;
const longestRest = 2_000;

/** Work on large forms: of one person one after the other, of all people a few at once. */
export interface LargeForms {
  /** @throws AppError unavailable, with `retryAfter`, when too many of that person wait */
  take<Output>(userId: number, work: () => Promise<Output>): Promise<Output>;
}

/**
 * Reading a large form holds the thread up, and keeps a parser process and the desk busy. So after each its sender rests for
 * as long as it took: half of the time at least belongs to others.
 */
export function createLargeForms(rest: (milliseconds: number) => Promise<unknown> = restFor): LargeForms {
  const all = pLimit(atOnce);
  const byUser = new Map<number, LimitFunction>();
  return {
    async take<Output>(userId: number, work: () => Promise<Output>) {
      const own = byUser.get(userId) ?? pLimit(1);
      byUser.set(userId, own);
      if (own.pendingCount >= mostWaiting) {
        const text = 'You are sending too many large forms at the same moment; try again in some seconds.';
        throw new AppError('unavailable', text, { retryAfter: 5 });
      }
      const { promise, resolve, reject } = Promise.withResolvers<Output>();
      void own(async () => {
        const began = performance.now();
        await all(work).then(resolve, reject);
        // Its answer does not wait for the rest.
        await rest(Math.min(longestRest, performance.now() - began));
      }).then(() => {
        if (own.activeCount + own.pendingCount === 0) byUser.delete(userId);
      });
      return promise;
    },
  };
}

function restFor(milliseconds: number): Promise<unknown> {
  return wait(milliseconds, undefined, { ref: false });
}
