import { AppError } from '../errors.ts';

/**
 * Begins requests one after another, each person's in turn: whoever asks for a thousand pages at once holds up his own. A
 * page is made in one go, so to begin it is most of what it costs; what waits for another thread holds nobody up.
 */
export interface Turnstile {
  /** @returns when it may begin. @throws AppError unavailable, with `retryAfter`, when too many of this sender wait */
  pass(sender: string): Promise<void>;
}

/** More than any browser asks for at once, and many behind one address. */
const mostWaiting = 1_000;

/** @param later calls back when the thread has looked at what else there is to do */
export function createTurnstile(later: (then: () => void) => void = (then) => setImmediate(then)): Turnstile {
  /** A sender whose request has begun goes to the end of the line; a `Map` keeps that order. */
  const waiting = new Map<string, (() => void)[]>();
  let isOpening = false;
  const open = () => {
    const [next] = waiting;
    isOpening = next !== undefined;
    if (next === undefined) return;
    const [sender, begin] = next;
    waiting.delete(sender);
    const first = begin.shift();
    if (begin.length > 0) waiting.set(sender, begin);
    later(open);
    first?.();
  };
  return {
    pass(sender) {
      const own = waiting.get(sender) ?? [];
      if (own.length >= mostWaiting) return Promise.reject(tooMany());
      const { promise, resolve } = Promise.withResolvers<void>();
      own.push(resolve);
      waiting.set(sender, own);
      if (!isOpening) open();
      return promise;
    },
  };
}

function tooMany(): AppError {
  const text = 'Too much is asked for at the same moment; try again in some seconds.';
  return new AppError('unavailable', text, { retryAfter: 5 });
}
