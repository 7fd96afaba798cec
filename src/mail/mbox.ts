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
  const scanner = createScanner(limitBytes);
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    rest = data.subarray(scanner.scan(data, false));
    yield* scanner.take();
  }
  scanner.scan(rest, true);
  scanner.close();
  yield* scanner.take();
}

function createScanner(limitBytes: number) {
  let found: FileMessage[] = [];
  let current: MessageBytes | undefined;
  let deliveredAt: Date | undefined;
  let isLineStart = true;
  let isAfterBlank = true;
  /** The empty line before a separator belongs to the mbox: it is held back until the next line. */
  let held: Buffer | undefined;

  function keep(piece: Buffer): void {
    if (piece.length === 0) return;
    if (held !== undefined) current?.add(held);
    held = undefined;
    current?.add(piece);
  }

  function close(): void {
    const message = current?.finish(deliveredAt);
    if (message !== undefined) found.push(message);
    current = undefined;
    held = undefined;
  }

  /** @returns how much of `data` is done with */
  function scan(data: Buffer, isLast: boolean): number {
    let start = 0;
    let at = 0;
    while (at < data.length) {
      const newline = data.indexOf(lineFeed, at);
      if (newline < 0 && !isLast && data.length - at < mostLineBytes) break;
      const end = newline < 0 ? data.length : newline + 1;
      if (isLineStart && data[at] === letterF && isAfterBlank) {
        const next = data.indexOf(lineFeed, end);
        if (next < 0 && !isLast && data.length - at < mostLineBytes) break;
        if (isSeparator(data, at, end, current === undefined)) {
          keep(data.subarray(start, at));
          close();
          deliveredAt = readDate(lineOf(data, at, end));
          current = collectMessage(limitBytes);
          start = end;
        }
      } else if (isLineStart && data[at] === quote && isQuotedFrom(data, at, end)) {
        keep(data.subarray(start, at));
        start = at + 1;
      }
      isAfterBlank = isLineStart && isBlank(data, at, end);
      if (isAfterBlank) {
        keep(data.subarray(start, at));
        if (held !== undefined) current?.add(held);
        held = data.subarray(at, end);
        start = end;
      }
      isLineStart = newline >= 0;
      at = end;
    }
    keep(data.subarray(start, at));
    return at;
  }

  return {
    scan,
    close,
    take(): FileMessage[] {
      const taken = found;
      found = [];
      return taken;
    },
  };
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
