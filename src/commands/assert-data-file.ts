import { findDataFile } from '../db/care/file-access.ts';
import { lookAtFile } from '../db/care/look-at-file.ts';
import { AppError } from '../errors.ts';

/**
 * For what is done with a data file that is there: of a mistyped name a new one would be made, and looked into.
 * @param purpose what it is for: `check` @throws AppError invalid, unavailable
 */
export function assertDataFile(path: string, purpose: string): void {
  if (findDataFile(path) !== undefined) return;
  // Its log may still be there, which says more.
  lookAtFile(path);
  throw new AppError('invalid', `There is no data file ${path}; expected one to ${purpose} (--data).`);
}
