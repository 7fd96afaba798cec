import { AppError } from '../errors.ts';

/** A person with more pages open than that has forgotten most of them; a program with a stolen session has not. */
const mostOfSession = 30;
const mostOfAll = 2_000;

/** Counts open event streams by session: each is woken by every change. */
export function createStreamLimit() {
  const bySession = new Map<string, number>();
  let all = 0;
  return {
    /** @returns what to call at the stream's end @throws AppError unavailable, with `retryAfter`, when too many are open */
    enter(session: string): () => void {
      const open = bySession.get(session) ?? 0;
      if (open >= mostOfSession || all >= mostOfAll) {
        const text = 'Too many pages of this sign-in are open; close some to see changes as they happen.';
        throw new AppError('unavailable', text, { retryAfter: 60 });
      }
      bySession.set(session, open + 1);
      all += 1;
      return () => {
        all -= 1;
        const left = (bySession.get(session) ?? 1) - 1;
        if (left > 0) bySession.set(session, left);
        else bySession.delete(session);
      };
    },
  };
}
