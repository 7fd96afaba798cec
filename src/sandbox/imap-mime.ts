/** A node of a message's MIME tree; the numbers are offsets into the raw message. */
export interface MimePart {
  headerStart: number;
  bodyStart: number;
  end: number;
  headers: readonly HeaderField[];
  /** Upper-case, e.g. 'TEXT' and 'HTML'. */
  type: string;
  subtype: string;
  parameters: ReadonlyMap<string, string>;
  children: MimePart[];
}

export interface HeaderField {
  /** Lower-case. */
  name: string;
  /** Unfolded, else as it stands (latin1). */
  value: string;
  /** The field as it stands, with its line ends. */
  raw: string;
}

const maxDepth = 20;

export function parseMime(raw: Buffer, start = 0, end = raw.length, depth = 0): MimePart {
  const bodyStart = findBody(raw, start, end);
  const headers = parseHeaders(raw.toString('latin1', start, bodyStart));
  const content = parseParameterized(findHeader(headers, 'content-type') ?? 'text/plain; charset=us-ascii');
  const [type = 'TEXT', subtype = 'PLAIN'] = content.value.toUpperCase().split('/');
  const { parameters } = content;
  const part: MimePart = {
    headerStart: start,
    bodyStart,
    end,
    headers,
    type,
    subtype,
    parameters,
    children: [],
  };
  if (depth >= maxDepth) return part;
  if (type === 'MULTIPART') part.children = parseChildren(raw, part, depth);
  else if (type === 'MESSAGE' && subtype === 'RFC822')
    part.children = [parseMime(raw, bodyStart, end, depth + 1)];
  return part;
}

/** @returns the value of the first field of that name (lower-case). */
export function findHeader(headers: readonly HeaderField[], name: string): string | undefined {
  return headers.find((field) => field.name === name)?.value;
}

export function parseHeaders(text: string): HeaderField[] {
  const fields = text.match(/[^\r\n][^\n]*\n?(?:[ \t][^\n]*\n?)*/g) ?? [];
  return fields.flatMap((raw) => {
    const colon = raw.indexOf(':');
    if (colon <= 0) return [];
    const value = raw
      .slice(colon + 1)
      .replace(/\r?\n(?=[ \t])/g, '')
      .trim();
    return [{ name: raw.slice(0, colon).trim().toLowerCase(), value, raw }];
  });
}

/** `text/plain; charset="utf-8"` → its value and its parameters, names in lower case. */
export function parseParameterized(text: string): { value: string; parameters: Map<string, string> } {
  const parameters = new Map<string, string>();
  for (const match of text.matchAll(/;\s*([^\s=;]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))/g)) {
    parameters.set((match[1] ?? '').toLowerCase(), match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? '');
  }
  return { value: (text.split(';')[0] ?? '').trim(), parameters };
}

function findBody(raw: Buffer, start: number, end: number): number {
  if (raw[start] === 13 && raw[start + 1] === 10) return Math.min(start + 2, end);
  if (raw[start] === 10) return Math.min(start + 1, end);
  const crlf = raw.indexOf('\r\n\r\n', start, 'latin1');
  const lf = raw.indexOf('\n\n', start, 'latin1');
  const found = [crlf < 0 ? end : crlf + 4, lf < 0 ? end : lf + 2];
  return Math.min(...found, end);
}

function parseChildren(raw: Buffer, part: MimePart, depth: number): MimePart[] {
  const boundary = part.parameters.get('boundary');
  if (!boundary) return [];
  const delimiter = Buffer.from(`--${boundary}`, 'latin1');
  const children: MimePart[] = [];
  let childStart = -1;
  for (let at = raw.indexOf(delimiter, part.bodyStart); at >= 0 && at < part.end; ) {
    const lineEnd = raw.indexOf(10, at);
    const after = at + delimiter.length;
    if (at === part.bodyStart || raw[at - 1] === 10) {
      if (childStart >= 0)
        children.push(parseMime(raw, childStart, trimLineEnd(raw, at, childStart), depth + 1));
      childStart = lineEnd < 0 ? part.end : lineEnd + 1;
      if (raw[after] === 45 && raw[after + 1] === 45) return children;
    }
    at = raw.indexOf(delimiter, after);
  }
  if (childStart >= 0 && childStart < part.end)
    children.push(parseMime(raw, childStart, part.end, depth + 1));
  return children;
}

/** The line end before a delimiter belongs to the delimiter (RFC 2046 section 5.1.1). */
function trimLineEnd(raw: Buffer, at: number, start: number): number {
  const end = raw[at - 2] === 13 ? at - 2 : at - 1;
  return Math.max(end, start);
}
