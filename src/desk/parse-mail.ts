import { addParseAttempts, listParseAttempts } from '../db/parse-attempts.ts';
import type { Desk } from './desk.ts';
import type { DownloadedMail } from './download-mail.ts';
import type { IncomingMail } from './store-context.ts';

/** Messages that were being parsed when this program ended last, by hash, with how often that has happened. */
export type Suspects = Map<string, number>;

/** After so many times nobody tries again: the message goes to quarantine. */
const mostAttempts = 4;

/** To be asked once, before anything is parsed: later the list also holds what is under way. */
export async function loadSuspects(desk: Desk): Promise<Suspects> {
  const rows = await listParseAttempts(desk.read);
  return new Map(rows.map(({ sha256, count }) => [sha256, count]));
}

/** Splits so that a suspect is parsed alone: it takes nobody along, and shows whether it was the one. */
export function isolateSuspects(mails: readonly DownloadedMail[], suspects: Suspects): DownloadedMail[][] {
  if (suspects.size === 0) return mails.length === 0 ? [] : [[...mails]];
  const parts: DownloadedMail[][] = [];
  let current: DownloadedMail[] = [];
  for (const mail of mails) {
    if (!suspects.has(mail.sha256)) {
      current.push(mail);
      continue;
    }
    if (current.length > 0) parts.push(current);
    parts.push([mail]);
    current = [];
  }
  if (current.length > 0) parts.push(current);
  return parts;
}

/** Parses a batch in the parser processes, having noted the attempt first. */
export async function parseMail(
  desk: Desk,
  mails: readonly DownloadedMail[],
  suspects: Suspects,
): Promise<IncomingMail[]> {
  const isHopeless = ({ sha256 }: DownloadedMail) => (suspects.get(sha256) ?? 0) >= mostAttempts;
  const toParse = mails.filter((mail) => mail.oversized === undefined && !isHopeless(mail));
  const hashes = toParse.map(({ sha256 }) => sha256);
  if (hashes.length > 0) await desk.write((tx) => addParseAttempts(tx, hashes, desk.now()));
  const outcomes = await desk.parser.parse(toParse.map(({ raw }) => raw));
  const byMail = new Map(toParse.map((mail, index) => [mail, outcomes[index]]));
  return mails.map((mail) => {
    const { oversized, ...rest } = mail;
    if (oversized !== undefined) return { ...rest, outcome: { kind: 'oversized', reason: oversized } };
    const detail = `${mostAttempts} attempts were never answered for`;
    return { ...rest, outcome: byMail.get(mail) ?? { kind: 'killed', reason: 'crash', detail } };
  });
}
