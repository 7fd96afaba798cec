import { AppError } from '../../errors.ts';
import type { DataFileOptions } from './connect.ts';

/** What a long piece of work on the file is doing. */
export type LongStep = 'copying' | 'structure' | 'texts' | 'bytes' | 'key';

/** How far one step has come. */
export interface Progress {
  readonly step: LongStep;
  readonly done: number;
  /** In the same unit; 0 where it cannot be said. */
  readonly total: number;
}

/** Whoever waits for long work: he may end it early, and is told how far it has come. */
export interface LongWork {
  isCancelled(): boolean;
  report(progress: Progress): void;
  /** The file that is worked on, where a connection of its own may read it. */
  readonly file?: DataFileOptions;
}

export const unwatchedWork: LongWork = { isCancelled: () => false, report: () => undefined };

/** @throws AppError unavailable when the work was cancelled */
export function assertGoingOn({ isCancelled }: Pick<LongWork, 'isCancelled'>): void {
  if (isCancelled())
    throw new AppError(
      'unavailable',
      'Postroom is stopping, so this was ended before it was done; nothing is left of it. Ask for it again.',
    );
}
