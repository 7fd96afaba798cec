import { AppError } from '../errors.ts';

/**
 * Begins requests one after another, each person's in turn: whoever asks for a thousand pages at once holds up his own. A
 * page is made in one go, so to begin it is most of what it costs; what waits for another thread holds nobody up.
 */
export interface Turnstile {
  /**
   * @param isFollowing what an open page reads again by itself: whoever opens a page does not wait behind a hundred of those
   * @returns when it may begin. @throws AppError unavailable, with `retryAfter`, when too many of this sender wait
   */
  pass(sender: string, isFollowing?: boolean): Promise<void>;
}

/** More than any browser asks for at once, and many behind one address. */
const mostWaiting = 1_000;
/** So many begin before one that follows, where both wait. */
const mostBefore = 8;

/** Senders in their turn, each with what waits. One whose request has begun goes to the end; a `Map` keeps that order. */
type Line = Map<string, (() => void)[]>;

/** @param later calls back when the thread has looked at what else there is to do */
export function createTurnstile(later: (then: () => void) => void = (then) => setImmediate(then)): Turnstile {
  const opening: Line = new Map();
  const following: Line = new Map();
  /** Since one that follows has begun. */
  let before = 0;
  let isOpening = false;
  const choose = (): Line => {
    if (following.size > 0 && (opening.size === 0 || before >= mostBefore)) {
      before = 0;
      return following;
    }
    before += 1;
    return opening;
  };
  const open = () => {
    const begin = takeNext(choose());
    isOpening = begin !== undefined;
    if (begin === undefined) return;
    later(open);
    begin();
  };
  return {
    pass(sender, isFollowing = false) {
      const line = isFollowing ? following : opening;
      const own = line.get(sender) ?? [];
      if (own.length >= mostWaiting) return Promise.reject(tooMany());
      const { promise, resolve } = Promise.withResolvers<void>();
      own.push(resolve);
      line.set(sender, own);
      if (!isOpening) open();
      return promise;
    },
  };
}

function takeNext(line: Line): (() => void) | undefined {
  const [next] = line;
  if (next === undefined) return undefined;
  const [sender, waiting] = next;
  line.delete(sender);
  const first = waiting.shift();
  if (waiting.length > 0) line.set(sender, waiting);
  return first;
}

function tooMany(): AppError {
  const text = 'Too much is asked for at the same moment; try again in some seconds.';
  return new AppError('unavailable', text, { retryAfter: 5 });
}
