import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import type { OwnPauses } from './own-pauses.ts';

/** The step of writing into the data file, among the pauses of the outbox. */
export const fileStep = 'file';

export interface Recording {
  readonly pauses: OwnPauses;
  readonly stopping: AbortSignal;
}

/**
 * Writes down what a server said. While the disk takes nothing it is kept in memory and written as soon as it does, because
 * a message that was taken would otherwise be one of unknown fate.
 * @throws AppError unavailable when the program ends before it could be written
 */
export async function recordOutcome(
  desk: Desk,
  { pauses, stopping }: Recording,
  outbox: number,
  write: () => Promise<void>,
): Promise<void> {
  for (;;) {
    try {
      await write();
      return pauses.succeed(fileStep);
    } catch (error) {
      if (!isFileFailure(error) || stopping.aborted) throw error;
      const pause = pauses.fail(fileStep);
      desk.log.error('what a server said cannot be written down yet, it is kept', { outbox, pause, error });
      // Ends early when the program does: then it is tried once more.
      await sleep(pause, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
}

/** True when the disk refused, not the statement. */
export function isFileFailure(error: unknown): boolean {
  return error instanceof AppError && error.code === 'unavailable';
}
