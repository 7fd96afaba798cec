interface UuFile {
  readonly name: string;
  readonly content: Buffer;
}

const begin = /^begin(?:-base64)? [0-7]{3,4} (.{1,255})$/;
const mostFiles = 100;

/** Decodes one uuencoded file (POSIX uuencode, either alphabet). @returns undefined when it is none */
export function decodeUu(text: string): UuFile | undefined {
  return splitUu(text).files[0];
}

/** Takes the uuencoded files out of a text. A block without its end, or with a line that is none, stays where it is. */
export function splitUu(text: string): { text: string; files: UuFile[] } {
  if (!/^begin/m.test(text)) return { text, files: [] };
  const lines = text.split('\n');
  const kept: string[] = [];
  const files: UuFile[] = [];
  for (let index = 0; index < lines.length; ) {
    const found = files.length < mostFiles ? readBlock(lines, index) : undefined;
    if (found === undefined) kept.push(lines[index++] ?? '');
    else {
      files.push(found.file);
      index = found.next;
    }
  }
  return { text: kept.join('\n'), files };
}

function readBlock(lines: readonly string[], start: number) {
  const first = lines[start]?.trimEnd() ?? '';
  const name = begin.exec(first)?.[1];
  if (name === undefined) return undefined;
  const isBase64 = first.startsWith('begin-');
  const pieces: Buffer[] = [];
  for (let index = start + 1; index < lines.length; index++) {
    const line = lines[index]?.replace(/\r$/, '') ?? '';
    const isEnd = isBase64 ? line === '====' : line.trim() === 'end';
    if (isEnd && pieces.length > 0)
      return { file: { name, content: Buffer.concat(pieces) }, next: index + 1 };
    const piece = isBase64 ? decodeBase64Line(line) : decodeLine(line);
    if (piece === undefined) return undefined;
    pieces.push(piece);
  }
  return undefined;
}

function decodeBase64Line(line: string): Buffer | undefined {
  return /^[A-Za-z0-9+/]{1,100}={0,2}$/.test(line) ? Buffer.from(line, 'base64') : undefined;
}

/** The first character counts the bytes, each of the others carries six bits. */
function decodeLine(line: string): Buffer | undefined {
  if (line === '' || line.length > 90 || /[^ -`]/.test(line)) return undefined;
  const size = (line.charCodeAt(0) - 32) & 63;
  // Trailing blanks, which are zeros, get lost on the way.
  if (line.length - 1 > Math.ceil(size / 3) * 4 + 2) return undefined;
  const out = Buffer.alloc(size);
  for (let index = 0; index < size; index++) {
    const at = 1 + Math.floor(index / 3) * 4 + (index % 3);
    const left = sixBits(line, at);
    const right = sixBits(line, at + 1);
    const shift = (index % 3) * 2;
    out[index] = ((left << (2 + shift)) | (right >> (4 - shift))) & 0xff;
  }
  return out;
}

function sixBits(line: string, at: number): number {
  return at < line.length ? (line.charCodeAt(at) - 32) & 63 : 0;
}
