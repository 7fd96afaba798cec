import pLimit, { type LimitFunction } from 'p-limit';
import {
  addFurtherAttempts,
  addParseAttempts,
  deleteParseAttempts,
  deleteParseAttemptsBefore,
  listParseAttempts,
} from '../../db/parse-attempts.ts';
import { AppError } from '../../errors.ts';
import type { ParseOutcome } from '../../mail/parser-pool.ts';
import type { Desk } from '../desk.ts';
import { chooseUrgency } from '../incoming/choose-urgency.ts';
import { parseRaw } from '../incoming/parse-raw.ts';
import type { IncomingMail } from '../incoming/store-context.ts';
import type { DownloadedMail } from './download-mail.ts';

/** Messages that were being parsed when this program ended last. */
export interface Suspects {
  /** How often that has happened, by hash. */
  readonly attempts: Map<string, number>;
  /**
   * One part at a time over all channels, so that when a message ends the program only those of its part count an attempt.
   */
  readonly alone: LimitFunction;
}

/**
 * After so many times nobody tries again: the message goes to quarantine. That the program ended proves little, for it may
 * have been ended from outside: alone, a message has to be there very often. A parser that ends is told of at once.
 */
const mostAttempts = 25;
const forgottenAfter = 30 * 24 * 3_600_000;

/** To be asked once, before anything is parsed: later the list also holds what is under way. */
export async function loadSuspects(desk: Desk): Promise<Suspects> {
  const before = new Date(desk.now().getTime() - forgottenAfter);
  await desk.write((tx) => deleteParseAttemptsBefore(tx, before));
  const rows = await listParseAttempts(desk.read);
  return createSuspects(rows.map(({ sha256, count }) => [sha256, count]));
}

/** @param attempts by hash */
export function createSuspects(attempts: Iterable<readonly [string, number]> = []): Suspects {
  return { attempts: new Map(attempts), alone: pLimit(1) };
}

/**
 * Splits so that no other message fails with a suspect: the many that one crash leaves go in small groups first, for
 * one by one they would hold up a restart; what was in a group that crashed again goes alone, which shows whether it was
 * the one.
 */
export function isolateSuspects(mails: readonly DownloadedMail[], suspects: Suspects): DownloadedMail[][] {
  const parts: DownloadedMail[][] = [];
  let mostTogether = 0;
  for (const mail of mails) {
    const most = companyOf(suspects.attempts.get(mail.sha256) ?? 0);
    const current = parts.at(-1);
    if (current !== undefined && most === mostTogether && current.length < most) current.push(mail);
    else parts.push([mail]);
    mostTogether = most;
  }
  return parts;
}

function companyOf(attempts: number): number {
  if (attempts === 0) return Number.POSITIVE_INFINITY;
  return attempts === 1 ? 10 : 1;
}

/** What was answered for and could not be stored after all is no suspect at the next start. */
export async function forgetAttempts(desk: Desk, mails: readonly { sha256: string }[]): Promise<void> {
  const hashes = mails.map(({ sha256 }) => sha256);
  if (hashes.length > 0) await desk.write((tx) => deleteParseAttempts(tx, hashes));
}

/**
 * Parses one batch after another, as many at once as keep the parser processes busy.
 * @param onRead gets what has been read as it comes, in order and each once; where a parser has died, only when it is known
 * to be the message's fault
 */
export type ParseMail = (mails: readonly DownloadedMail[], onRead?: OnRead) => Promise<IncomingMail[]>;
type OnRead = (read: readonly IncomingMail[]) => void;

/** @param source whose mail it is, for the turns of the parser */
export function createMailParser(desk: Desk, suspects: Suspects, source: string): ParseMail {
  // One process on a small machine holds two; more would be more suspects to read alone after a crash.
  const together = pLimit(3);
  return (mails, onRead) => {
    const isSuspect = mails.some(({ sha256 }) => suspects.attempts.has(sha256));
    const turn = isSuspect ? suspects.alone : together;
    return turn(() => parseNoted({ desk, mails, suspects, source, onRead }));
  };
}

interface Batch {
  readonly desk: Desk;
  readonly mails: readonly DownloadedMail[];
  readonly suspects: Suspects;
  readonly source: string;
  readonly onRead: OnRead | undefined;
}

async function parseNoted({ desk, mails, suspects, source, onRead }: Batch): Promise<IncomingMail[]> {
  const waiting = mails.map(({ headerBecause, ...mail }) => ({
    mail,
    outcome: decideUnread(headerBecause, suspects.attempts.get(mail.sha256)),
  }));
  const toParse = waiting.flatMap(({ mail, outcome }) => (outcome === undefined ? [mail] : []));
  const noted = noteAttempts(desk, toParse, suspects);
  // What may have ended the program is not begun before that is noted; for all else the note and the reading need not wait for
  // each other, as what is read is stored behind the note.
  if (toParse.some(({ sha256 }) => suspects.attempts.has(sha256))) await noted;
  const read: IncomingMail[] = [];
  const add = (outcomes: readonly ParseOutcome[]) => {
    const [before, coming] = [read.length, outcomes.values()];
    for (const { mail, outcome = coming.next().value } of waiting.slice(before)) {
      if (outcome === undefined) break;
      read.push({ ...mail, outcome });
    }
    onRead?.(read.slice(before));
  };
  add([]);
  await Promise.all([noted, parseChecked(desk, toParse, source, add)]).catch(async (error: unknown) => {
    // The program lives, so it was not these that ended it.
    await forgetAttempts(desk, toParse).catch(() => undefined);
    throw error;
  });
  return read;
}

/** @returns what becomes of a message that the parser is not asked for; undefined where it is */
function decideUnread(
  headerBecause: DownloadedMail['headerBecause'],
  attempts = 0,
): IncomingMail['outcome'] | undefined {
  if (headerBecause?.code === 'oversized') return { kind: 'oversized', reason: headerBecause };
  if (headerBecause !== undefined) return { kind: 'not_given_out', reason: headerBecause };
  if (attempts < mostAttempts) return undefined;
  return { kind: 'killed', reason: { code: 'never_answered', attempts: mostAttempts } };
}

/** Where a process has died, nothing from there on is passed on before it is known that the parser itself is sound. */
async function parseChecked(
  desk: Desk,
  mails: readonly Pick<DownloadedMail, 'raw'>[],
  source: string,
  onOutcomes: (outcomes: readonly ParseOutcome[]) => void,
): Promise<void> {
  const held: ParseOutcome[] = [];
  const raws = mails.map(({ raw }) => raw);
  await parseRaw(desk, raws, {
    source,
    onOutcomes(outcomes) {
      if (held.length > 0 || outcomes.some(({ kind }) => kind === 'killed')) held.push(...outcomes);
      else onOutcomes(outcomes);
    },
  });
  if (held.length === 0) return;
  await checkParser(desk);
  onOutcomes(held);
}

/**
 * A parser that cannot even read this is broken itself: no message is to blame, and none may go to quarantine for it.
 * @throws AppError unavailable
 */
async function checkParser(desk: Desk): Promise<void> {
  const [outcome] = await parseRaw(desk, [Buffer.from('Subject: probe\r\n\r\nprobe\r\n')]);
  if (outcome?.kind === 'parsed') return;
  throw new AppError(
    'unavailable',
    'The mail parser does not run; the log has the cause. No message is lost.',
  );
}

async function noteAttempts(
  desk: Desk,
  mails: readonly Pick<DownloadedMail, 'sha256'>[],
  suspects: Suspects,
): Promise<void> {
  const [first] = mails;
  if (first === undefined) return;
  const hashes = mails.map(({ sha256 }) => sha256);
  await desk.write(
    (tx) =>
      suspects.attempts.has(first.sha256)
        ? addFurtherAttempts(tx, hashes, desk.now())
        : addParseAttempts(tx, hashes, desk.now()),
    chooseUrgency(desk),
  );
}
