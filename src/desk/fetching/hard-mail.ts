import type { FolderKey } from '../../db/receipts.ts';
import type { DownloadedMail } from './download-mail.ts';
import type { Download } from './plan-downloads.ts';

type Folder = Pick<FolderKey, 'folder' | 'uidValidity'>;

/**
 * Messages whose download failed lately: they are fetched last and alone, those that failed most at the very end, which
 * shows which it was; what has failed again and again is left out for a while. So one that a server cannot give out holds up no other.
 */
export interface HardMail {
  isAlone(folder: Folder, uid: number): boolean;
  /** @returns what is to be fetched now, in the order to do it */
  order(folder: Folder, uids: readonly number[]): number[];
  /** Runs a download and remembers what became of it. */
  watch(
    folder: Folder,
    plan: Download,
    signal: AbortSignal,
    download: () => Promise<DownloadedMail[]>,
  ): Promise<DownloadedMail[]>;
}

/** The first of them in company. */
const mostFailures = 3;
/** After each further failure twice as long: at first it may have been the line each time. */
const leftOutMilliseconds = 60_000;
const longestMilliseconds = 3_600_000;

/** @param now milliseconds of a clock that is never put back */
export function createHardMail(now: () => number = () => performance.now()): HardMail {
  const failures = new Map<string, { count: number; at: number }>();
  const keyOf = ({ folder, uidValidity }: Folder, uid: number) => `${uidValidity} ${uid} ${folder}`;

  function note(folder: Folder, uids: readonly number[]): void {
    for (const uid of uids) {
      const key = keyOf(folder, uid);
      failures.set(key, { count: (failures.get(key)?.count ?? 0) + 1, at: now() });
    }
  }

  function isLeftOut(folder: Folder, uid: number): boolean {
    const known = failures.get(keyOf(folder, uid));
    if (known === undefined || known.count < mostFailures) return false;
    const leftOut = Math.min(longestMilliseconds, leftOutMilliseconds * 2 ** (known.count - mostFailures));
    return now() - known.at < leftOut;
  }

  const isAlone = (folder: Folder, uid: number) => failures.has(keyOf(folder, uid));
  return {
    isAlone,
    order(folder, uids) {
      if (failures.size === 0) return [...uids];
      const wanted = uids.filter((uid) => !isLeftOut(folder, uid));
      const count = (uid: number) => failures.get(keyOf(folder, uid))?.count ?? 0;
      return wanted.toSorted((a, b) => count(a) - count(b));
    },
    async watch(folder, { kind, messages }, signal, download) {
      const uids = messages.map(({ uid }) => uid);
      try {
        const mails = await download();
        // A large one that breaks off each time would be fetched for nothing at each look.
        if (kind === 'large' && mails.length === 0) note(folder, uids);
        else for (const uid of uids) failures.delete(keyOf(folder, uid));
        return mails;
      } catch (error) {
        // What was called off says nothing about the message.
        if (!signal.aborted) note(folder, uids);
        throw error;
      }
    },
  };
}
