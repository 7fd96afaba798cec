import { setTimeout as wait } from 'node:timers/promises';
import { toAppError } from '../errors.ts';
import type { WebContext } from './context.ts';

/** So long a page waits for what is in the desk's memory alone; not at all where the desk has been silent for a while. */
const patience = 250;

/**
 * For pages that show what only the desk's memory holds: they answer without it when the desk is busy or gone.
 * @returns undefined where it is not known in time
 * @throws AppError what the desk answered
 */
export async function glance<T>(
  { desk }: WebContext,
  asked: Promise<T>,
): Promise<{ readonly known: T } | undefined> {
  const ending = new AbortController();
  const late = wait(desk.isSilent() ? 0 : patience, undefined, { signal: ending.signal }).catch(
    () => undefined,
  );
  const answer = asked.then(
    (known) => ({ known }),
    (error: unknown) => {
      if (toAppError(error).code === 'unavailable') return undefined;
      throw error;
    },
  );
  return Promise.race([answer, late]).finally(() => ending.abort());
}
