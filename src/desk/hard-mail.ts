import type { FolderKey } from '../db/receipts.ts';

type Folder = Pick<FolderKey, 'folder' | 'uidValidity'>;

/**
 * Messages whose download failed lately: they are fetched alone, which shows whether it was one of them, and what has
 * failed again and again is left out for a while. So one that a server cannot give out holds up no other.
 */
export interface HardMail {
  note(folder: Folder, uids: readonly number[]): void;
  forget(folder: Folder, uids: readonly number[]): void;
  isAlone(folder: Folder, uid: number): boolean;
  isLeftOut(folder: Folder, uid: number): boolean;
}

/** The first of them in company. */
const mostFailures = 3;
const leftOutMilliseconds = 3_600_000;

/** @param now milliseconds of a clock that is never put back */
export function createHardMail(now: () => number = () => performance.now()): HardMail {
  const failures = new Map<string, { count: number; at: number }>();
  const keyOf = ({ folder, uidValidity }: Folder, uid: number) => `${uidValidity} ${uid} ${folder}`;
  return {
    note(folder, uids) {
      for (const uid of uids) {
        const key = keyOf(folder, uid);
        failures.set(key, { count: (failures.get(key)?.count ?? 0) + 1, at: now() });
      }
    },
    forget(folder, uids) {
      for (const uid of uids) failures.delete(keyOf(folder, uid));
    },
    isAlone: (folder, uid) => failures.has(keyOf(folder, uid)),
    isLeftOut(folder, uid) {
      const known = failures.get(keyOf(folder, uid));
      return known !== undefined && known.count >= mostFailures && now() - known.at < leftOutMilliseconds;
    },
  };
}
