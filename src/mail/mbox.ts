import { collectMessage, type FileMessage, type MessageBytes } from './file-message.ts';

/** A line is looked at only so far; a longer one is no separator. */
const mostLineBytes = 64 * 1024;
const lineFeed = 0x0a;
const letterF = 0x46;
const quote = 0x3e;

/**
 * Yields the messages of an mbox (RFC 4155) with one of them in memory at a time. A message begins with a line
 * "From …" with a date, after an empty line and before a header field: an unquoted "From" in a text does not split it.
 * Quoting is undone as mboxrd does it: ">From" and ">>From" lose one ">".
 */
export async function* splitMbox(
  chunks: AsyncIterable<Buffer>,
  limitBytes: number,
): AsyncGenerator<FileMessage> {
  const state: ScanState = {
    limitBytes,
    found: [],
    current: undefined,
    deliveredAt: undefined,
    isLineStart: true,
    isAfterBlank: true,
    held: undefined,
  };
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    rest = data.subarray(scan(state, data, false));
    yield* state.found.splice(0);
  }
  scan(state, rest, true);
  endMessage(state);
  yield* state.found.splice(0);
}

interface ScanState {
  readonly limitBytes: number;
  /** Messages that are whole, and not handed out yet. */
  readonly found: FileMessage[];
  current: MessageBytes | undefined;
  deliveredAt: Date | undefined;
  isLineStart: boolean;
  isAfterBlank: boolean;
  /** The empty line before a separator belongs to the mbox: it is held back until the next line. */
  held: Buffer | undefined;
}

function keep(state: ScanState, piece: Buffer): void {
  if (piece.length === 0) return;
  if (state.held !== undefined) state.current?.add(state.held);
  state.held = undefined;
  state.current?.add(piece);
}

function endMessage(state: ScanState): void {
  const message = state.current?.finish(state.deliveredAt);
  if (message !== undefined) state.found.push(message);
  state.current = undefined;
  state.held = undefined;
}

/** @returns how much of `data` is done with */
function scan(state: ScanState, data: Buffer, isLast: boolean): number {
  let start = 0;
  let at = 0;
  const mayWait = () => !isLast && data.length - at < mostLineBytes;
  while (at < data.length) {
    const newline = data.indexOf(lineFeed, at);
    if (newline < 0 && mayWait()) break;
    const end = newline < 0 ? data.length : newline + 1;
    if (state.isLineStart && data[at] === letterF && state.isAfterBlank) {
      // Whether it is a separator, the next line tells.
      if (data.indexOf(lineFeed, end) < 0 && mayWait()) break;
      if (isSeparator(data, at, end, state.current === undefined)) {
        keep(state, data.subarray(start, at));
        beginMessage(state, lineOf(data, at, end));
        start = end;
      }
    } else if (state.isLineStart && data[at] === quote && isQuotedFrom(data, at, end)) {
      keep(state, data.subarray(start, at));
      start = at + 1;
    }
    state.isAfterBlank = state.isLineStart && isBlank(data, at, end);
    if (state.isAfterBlank) {
      keep(state, data.subarray(start, at));
      hold(state, data.subarray(at, end));
      start = end;
    }
    state.isLineStart = newline >= 0;
    at = end;
  }
  keep(state, data.subarray(start, at));
  return at;
}

function beginMessage(state: ScanState, separatorLine: string): void {
  endMessage(state);
  state.deliveredAt = readDate(separatorLine);
  state.current = collectMessage(state.limitBytes);
}

/** @param blankLine that may be the one before a separator; a held one before it was none */
function hold(state: ScanState, blankLine: Buffer): void {
  if (state.held !== undefined) state.current?.add(state.held);
  state.held = blankLine;
}

const separator = /^From (?:.*\s)?(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),?\s.{8,50}\d{4}|^From (?:-\s*)?\r?\n?$/;
const headerField = /^(?:[!-9;-~]+[ \t]*:|>?From )/;

function isSeparator(data: Buffer, at: number, end: number, isFirst: boolean): boolean {
  const line = lineOf(data, at, end);
  if (!line.startsWith('From ')) return false;
  return isFirst || (separator.test(line) && headerField.test(lineOf(data, end, data.length)));
}

function isQuotedFrom(data: Buffer, at: number, end: number): boolean {
  return /^>+From /.test(lineOf(data, at, end));
}

function isBlank(data: Buffer, at: number, end: number): boolean {
  const length = end - at;
  return (length === 1 && data[at] === lineFeed) || (length === 2 && data[at] === 0x0d);
}

function lineOf(data: Buffer, at: number, end: number): string {
  return data.toString('latin1', at, Math.min(end, at + 300));
}

const months = 'JanFebMarAprMayJunJulAugSepOctNovDec';

/** asctime in UTC (RFC 4155 appendix A), with a zone where a program adds one. */
function readDate(line: string): Date | undefined {
  const match =
    /\s([A-Z][a-z]{2}) +(\d{1,2}) +(\d{1,2}:\d\d(?::\d\d)?)(?: +([+-]\d{4}|[A-Z]{1,5}))? +(\d{4})/.exec(line);
  const month = match === null ? -1 : months.indexOf(match[1] ?? '-');
  if (match === null || month < 0) return undefined;
  const zone = /^[+-]/.test(match[4] ?? '') ? match[4] : '+0000';
  const date = new Date(`${match[2]} ${match[1]} ${match[5]} ${match[3]} ${zone}`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
