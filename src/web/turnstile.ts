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
  /**
   * A page that somebody opens is being made: what follows by itself waits meanwhile, as each of the page's reads would stand
   * behind one more list. It ends by itself, so that who reads slowly holds up nobody.
   * @returns to be called when the page is answered
   */
  hold(): () => void;
}

/** More than any browser asks for at once, and many behind one address. */
const mostWaiting = 1_000;
/** So many begin before one that follows, where both wait. */
const mostBefore = 8;

/** Milliseconds that lists wait for a page under way, and for many one after another. */
const longestHold = 100;

interface Clock {
  now(): number;
  /** @param then called after so many milliseconds */
  after(milliseconds: number, then: () => void): void;
}

const usualClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, then) => void setTimeout(then, milliseconds).unref(),
};

/** Senders in their turn, each with what waits. One whose request has begun goes to the end; a `Map` keeps that order. */
type Line = Map<string, (() => void)[]>;

/** @param later calls back when the thread has looked at what else there is to do */
export function createTurnstile(
  later: (then: () => void) => void = (then) => setImmediate(then),
  clock: Clock = usualClock,
): Turnstile {
  const lines = createLines(clock);
  let isOpening = false;
  const open = () => {
    const begin = takeNext(lines.choose());
    isOpening = begin !== undefined;
    if (begin === undefined) return;
    later(open);
    begin();
  };
  return {
    pass(sender, isFollowing = false) {
      const line = isFollowing ? lines.following : lines.opening;
      const own = line.get(sender) ?? [];
      if (own.length >= mostWaiting) return Promise.reject(tooMany());
      const { promise, resolve } = Promise.withResolvers<void>();
      own.push(resolve);
      line.set(sender, own);
      if (!isOpening) open();
      return promise;
    },
    hold() {
      const page = Symbol('page');
      lines.underWay.add(page);
      const release = () => {
        if (lines.underWay.delete(page) && !isOpening) open();
      };
      clock.after(longestHold, release);
      return release;
    },
  };
}

/** Who waits, and whose turn is next. */
function createLines(clock: Clock) {
  const opening: Line = new Map();
  const following: Line = new Map();
  const underWay = new Set<symbol>();
  /** Since one that follows has begun. */
  let before = 0;
  /** When those that follow were held back first since then. */
  let heldSince: number | undefined;
  const isHeld = () => {
    if (underWay.size === 0) return false;
    heldSince ??= clock.now();
    return clock.now() - heldSince < longestHold;
  };
  const choose = (): Line => {
    if (following.size > 0 && (opening.size === 0 ? !isHeld() : before >= mostBefore)) {
      before = 0;
      heldSince = undefined;
      return following;
    }
    if (opening.size > 0) before += 1;
    return opening;
  };
  return { opening, following, underWay, choose };
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
