/** A body part: its media type with parameters, more header fields, and bytes or further parts. */
export interface SamplePart {
  type: string;
  headers?: readonly (readonly [name: string, value: string])[];
  content: Buffer | SamplePart[];
  /** What the sender's program uses; base64 where it is not given. */
  encoding?: 'quoted-printable' | '7bit' | '8bit' | 'base64';
}

/** @returns a message: these fields in this order, then the part's own. */
export function composeMessage(
  fields: readonly (readonly [name: string, value: string])[],
  part: SamplePart,
  boundary: string,
): Buffer {
  const lines = [...fields, ['MIME-Version', '1.0'] as const].map(([name, value]) => fold(name, value));
  return Buffer.concat([Buffer.from(lines.join(''), 'latin1'), renderPart(part, boundary)]);
}

/** Encoded words (RFC 2047) where the text is not plain ASCII. */
export function encodeHeader(text: string, charset = 'utf-8'): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let chunk = '';
  for (const character of text) {
    if (encodeText(chunk + character, charset).length > 40) {
      words.push(chunk);
      chunk = '';
    }
    chunk += character;
  }
  return [...words, chunk]
    .map((word) => `=?${charset}?B?${encodeText(word, charset).toString('base64')}?=`)
    .join('\r\n ');
}

/** Bytes of `text` in UTF-8 or in a charset with one byte to a character; what it lacks becomes '?'. */
export function encodeText(text: string, charset: string): Buffer {
  if (charset === 'utf-8') return Buffer.from(text);
  const decoded = new TextDecoder(charset).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
  const bytes = new Map([...decoded].map((character, byte) => [character, byte]));
  return Buffer.from([...text].map((character) => bytes.get(character) ?? 0x3f));
}

/** `Wed, 04 Nov 2026 08:12:00 +0100`, in Central European winter time. */
export function formatMailDate(date: Date): string {
  return new Date(date.getTime() + 3_600_000).toUTCString().replace('GMT', '+0100');
}

function renderPart(part: SamplePart, boundary: string): Buffer {
  const headers = (part.headers ?? []).map(([name, value]) => fold(name, value)).join('');
  if (Array.isArray(part.content)) {
    const head = `${fold('Content-Type', `${part.type}; boundary="${boundary}"`)}${headers}\r\n`;
    const children = part.content.flatMap((child, index) => [
      Buffer.from(`--${boundary}\r\n`),
      renderPart(child, `${boundary}.${index + 1}`),
      Buffer.from('\r\n'),
    ]);
    return Buffer.concat([Buffer.from(head, 'latin1'), ...children, Buffer.from(`--${boundary}--\r\n`)]);
  }
  const encoding = part.encoding ?? 'base64';
  const head = `${fold('Content-Type', part.type)}${headers}Content-Transfer-Encoding: ${encoding}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), encodeBody(part.content, encoding)]);
}

function encodeBody(content: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') {
    return Buffer.from(content.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n'));
  }
  return encoding === 'quoted-printable' ? Buffer.from(encodeQuotedPrintable(content)) : content;
}

/** RFC 2045 section 6.7: lines of at most 76 characters. */
function encodeQuotedPrintable(content: Buffer): string {
  const lines = content.toString('latin1').split('\r\n');
  return lines
    .map((line) => line.replace(/[=\x80-\xff\x00-\x08\x0b-\x1f\x7f]/g, toHex).replace(/[ \t]$/, toHex))
    .map((line) => line.replace(/.{70,72}(?<!=|=.)(?=.)/g, '$&=\r\n'))
    .join('\r\n');
}

function toHex(character: string): string {
  return `=${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Breaks a long field at spaces (RFC 5322 section 2.2.3); a value that is folded already stays so. */
function fold(name: string, value: string): string {
  let column = name.length + 1;
  const words = value.split(/(?<!\r\n) /).map((word) => {
    const isTooLong = column + word.length > 76 && column > name.length + 2;
    column = isTooLong ? word.length + 1 : column + word.length + 1;
    return isTooLong ? `\r\n ${word}` : ` ${word}`;
  });
  return `${name}:${words.join('')}\r\n`;
}
