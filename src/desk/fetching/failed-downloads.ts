import type { FolderKey } from '../../db/receipts.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import type { Place } from '../../domain/mail-reading.ts';
import { halveRefused } from './download-around.ts';
import type { DownloadedMail } from './download-mail.ts';
import type { Care, Download } from './plan-downloads.ts';

type Folder = Pick<FolderKey, 'folder' | 'numbering'>;

/**
 * Messages whose download failed lately: they are fetched last and alone, those that failed most at the very end, which
 * shows which it was; what has failed again and again is left out for a while. So one that a server cannot give out holds up no other.
 */
export interface FailedDownloads {
  /** @returns how one is to be fetched: what has failed again and again is asked for in another way */
  careOf(folder: Folder, place: Place): Care;
  /** @returns what is to be fetched now, in the order to do it */
  order(folder: Folder, places: readonly Place[]): Place[];
  /** Runs a download and counts its failures. */
  watch(
    folder: Folder,
    plan: Download,
    signal: AbortSignal,
    download: () => Promise<DownloadedMail[]>,
  ): Promise<DownloadedMail[]>;
}

/** The first of them while it is fetched together with others. */
const mostFailures = 3;
/** After each further failure twice as long: at first it may have been the line each time. */
const leftOutMilliseconds = 60_000;
const longestMilliseconds = 3_600_000;

interface Failed {
  readonly count: number;
  readonly at: number;
  /** The line was closed because a message was larger than may come at once: one of these. */
  readonly isTooLarge: boolean;
}

/** @param now milliseconds of a clock that is never put back */
export function rememberFailedDownloads(now: () => number = () => performance.now()): FailedDownloads {
  const failures = new Map<string, Failed>();
  const find = (folder: Folder, place: Place) => failures.get(keyOf(folder, place));
  const note = (folder: Folder, places: readonly Place[], error?: unknown) => {
    const isTooLarge = findFailure(error)?.code === 'LiteralTooLarge';
    for (const place of places) {
      const count = (find(folder, place)?.count ?? 0) + 1;
      failures.set(keyOf(folder, place), { count, at: now(), isTooLarge });
    }
  };
  return {
    careOf: (folder, place) => chooseCare(find(folder, place)),
    order(folder, places) {
      if (failures.size === 0) return [...places];
      const wanted = places.filter((place) => !isLeftOut(find(folder, place), now()));
      const count = (place: Place) => find(folder, place)?.count ?? 0;
      return wanted.toSorted((a, b) => count(a) - count(b));
    },
    async watch(folder, plan, signal, download) {
      const places = plan.messages.map(({ place }) => place);
      try {
        const mails = await download();
        const had = new Set(mails.map(({ place }) => place));
        for (const place of had) failures.delete(keyOf(folder, place));
        // What breaks off each time, or is left out, would be asked for in vain at each look.
        note(
          folder,
          places.filter((place) => !had.has(place)),
        );
        return mails;
      } catch (error) {
        if (!signal.aborted && tellsOfMessages(plan, error)) note(folder, places, error);
        throw error;
      }
    },
  };
}

function chooseCare(failed: Failed | undefined): Care {
  if (failed === undefined) return 'together';
  return failed.count < mostFailures && !failed.isTooLarge ? 'alone' : 'in_pieces';
}

/** A mailbox that is moved or slowed down says nothing about them, and of many that are refused together the parts are asked for yet. */
function tellsOfMessages(plan: Download, error: unknown): boolean {
  const failure = findFailure(error);
  const isOfMailbox = failure !== undefined && diagnose(failure).retry.kind === 'wait';
  return !isOfMailbox && halveRefused(plan, error).length === 0;
}

function keyOf({ folder, numbering }: Folder, place: Place): string {
  return `${numbering} ${place} ${folder}`;
}

function isLeftOut(failed: Failed | undefined, now: number): boolean {
  if (failed === undefined || failed.count < mostFailures) return false;
  const leftOut = Math.min(longestMilliseconds, leftOutMilliseconds * 2 ** (failed.count - mostFailures));
  return now - failed.at < leftOut;
}
