const lineFeed = 0x0a;
/** A text that changes more often is no letter. */
const mostRuns = 2_000;

/** Lines that are read alike. */
interface Run {
  readonly isOwn: boolean;
  readonly start: number;
  end: number;
  lines: number;
}

/**
 * Reads a text in which some lines are UTF-8 and others are not: a list has added its footer, or a program quotes what it
 * has not understood. @param decodeOther gets all lines that are not UTF-8, and gives as many
 * @returns undefined unless there are both
 */
export function decodeByLines(bytes: Buffer, decodeOther: (lines: Buffer) => string): string | undefined {
  const runs = findRuns(bytes);
  if (runs.length < 2 || runs.length > mostRuns) return undefined;
  const cut = ({ start, end }: Run) => bytes.subarray(start, end);
  const other = readLines(decodeOther(Buffer.concat(runs.filter(({ isOwn }) => !isOwn).map(cut))));
  return runs.map((run) => (run.isOwn ? cut(run).toString('utf8') : other(run.lines))).join('');
}

/** @returns what gives the next lines of a text, with their ends */
function readLines(text: string): (count: number) => string {
  let at = 0;
  return (count) => {
    const start = at;
    for (let line = 0; line < count && at < text.length; line++) {
      const feed = text.indexOf('\n', at);
      at = feed < 0 ? text.length : feed + 1;
    }
    return text.slice(start, at);
  };
}

/** Lines of ASCII alone go with what stands before them. Byte by byte: of short lines there may be millions. */
function findRuns(bytes: Buffer): Run[] {
  const runs: Run[] = [];
  const reader = { missing: 0, isForeign: false, isBroken: false };
  // Of what belongs to no run yet.
  let [start, lines] = [0, 0];
  const end = bytes.length - 1;
  for (let at = 0; at <= end && runs.length <= mostRuns; at++) {
    const byte = bytes[at] as number;
    if (byte > 0x7f) takeByte(reader, byte);
    else if (reader.missing > 0) [reader.missing, reader.isBroken] = [0, true];
    // What was cut to a length ends within a character.
    if (byte !== lineFeed && at < end) continue;
    const last = runs.at(-1);
    const isOwn = reader.isForeign ? !reader.isBroken : last?.isOwn;
    [reader.missing, reader.isForeign, reader.isBroken] = [0, false, false];
    lines++;
    if (isOwn === undefined) continue;
    const next = at + 1;
    if (last?.isOwn === isOwn) [last.end, last.lines] = [next, last.lines + lines];
    else runs.push({ isOwn, start, end: next, lines });
    [start, lines] = [next, 0];
  }
  return runs;
}

/** Of one byte above ASCII: whether it stands where UTF-8 has such a one (RFC 3629 section 4). */
function takeByte(reader: { missing: number; isForeign: boolean; isBroken: boolean }, byte: number): void {
  reader.isForeign = true;
  if (byte < 0xc0) {
    if (reader.missing === 0) reader.isBroken = true;
    else reader.missing--;
    return;
  }
  if (reader.missing > 0 || byte < 0xc2 || byte > 0xf4) reader.isBroken = true;
  reader.missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
}
