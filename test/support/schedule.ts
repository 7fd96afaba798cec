import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * Lets several actors work at once, one transaction at a time: whenever each of them waits to write or has ended, chance
 * decides whose transaction is next.
 */
export interface Schedule {
  /** @returns the same write, which waits for its turn where an actor asks for it */
  guard<Args extends unknown[], T>(write: (...args: Args) => Promise<T>): (...args: Args) => Promise<T>;
  /** Resolves when all have ended; an actor may not throw. */
  run(actors: readonly (() => Promise<void>)[]): Promise<void>;
}

/** One that waits for another one's transaction, and not for its own turn, is not waited for longer. */
const patienceMilliseconds = 100;

export function createSchedule(random: () => number): Schedule {
  const current = new AsyncLocalStorage<number>();
  const waiting: { readonly actor: number; readonly go: () => Promise<void> }[] = [];
  const queue = <T>(actor: number, work: () => Promise<T>): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    waiting.push({ actor, go: () => work().then(resolve, reject) });
    return promise;
  };
  return {
    guard(write) {
      return ((...args) => {
        const actor = current.getStore();
        return actor === undefined ? write(...args) : queue(actor, () => write(...args));
      }) as typeof write;
    },
    async run(actors) {
      const left = new Set(actors.keys());
      for (const [actor, work] of actors.entries()) {
        // The first turn of each is its beginning.
        void queue(actor, async () => {
          void current.run(actor, work).finally(() => left.delete(actor));
        });
      }
      const isQuiet = () => [...left].every((actor) => waiting.some((each) => each.actor === actor));
      while (left.size > 0) {
        const deadline = performance.now() + patienceMilliseconds;
        while (!isQuiet() && performance.now() < deadline) await wait(1);
        const [next] = waiting.splice(Math.floor(random() * waiting.length), 1);
        await next?.go();
      }
    },
  };
}
