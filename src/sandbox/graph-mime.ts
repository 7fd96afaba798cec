import { findHeader, type MimePart, parseMime } from './imap-mime.ts';
import { composeMessage, type SamplePart } from './sample-mime.ts';

/** The header as fields with their line ends, and what follows it from its empty line on. */
export function splitMessage(raw: Buffer): { fields: string[]; rest: Buffer } {
  const end = raw.indexOf('\r\n\r\n');
  if (end < 0) return { fields: [], rest: Buffer.concat([Buffer.from('\r\n'), raw]) };
  const head = raw.toString('latin1', 0, end + 2);
  return { fields: head.split(/(?<=\r\n)(?![ \t])/).filter(Boolean), rest: raw.subarray(end + 2) };
}

export function joinMessage(fields: readonly string[], rest: Buffer): Buffer {
  return Buffer.concat([Buffer.from(fields.join(''), 'latin1'), rest]);
}

export function nameOf(field: string): string {
  return field.slice(0, field.indexOf(':')).trim().toLowerCase();
}

/** Line ends of mail, whatever they were. */
export function normalizeLines(raw: Buffer): Buffer {
  const isClean = !/(?<!\r)\n|\r(?!\n)/.test(raw.toString('latin1', 0, 64 * 1024));
  return isClean ? raw : Buffer.from(raw.toString('latin1').replace(/\r\n|\r|\n/g, '\r\n'), 'latin1');
}

/** Puts fields into the place of those with their names; one without a value is taken out. */
export function setFields(raw: Buffer, given: readonly (readonly [name: string, value: string])[]): Buffer {
  const { fields, rest } = splitMessage(raw);
  const names = new Set(given.map(([name]) => name.toLowerCase()));
  const kept = fields.filter((field) => !names.has(nameOf(field)));
  const made = given.filter(([, value]) => value !== '').map(([name, value]) => `${name}: ${value}\r\n`);
  return joinMessage([...made, ...kept], rest);
}

/** Puts a text in the place of the one that is there; files stay. */
export function replaceBody(raw: Buffer, part: SamplePart, boundary: string): Buffer {
  const made = composeMessage([], part, boundary);
  // MIME-Version is the message's, not the part's.
  const bare = made.subarray(made.indexOf('\r\n') + 2);
  const whole = parseMime(raw);
  const text = findTextPart(whole);
  if (text && text !== whole) {
    return Buffer.concat([raw.subarray(0, text.headerStart), bare, raw.subarray(text.end)]);
  }
  const { fields } = splitMessage(raw);
  const kept = fields.filter(
    (field) => !/^content-(type|transfer-encoding|disposition)$/.test(nameOf(field)),
  );
  return Buffer.concat([Buffer.from(kept.join(''), 'latin1'), bare]);
}

/** Adds a part behind the others; a message without parts gets them. @param part with its header */
export function addPart(raw: Buffer, part: Buffer, boundary: string): Buffer {
  const whole = parseMime(raw);
  const own = whole.parameters.get('boundary');
  if (whole.type === 'MULTIPART' && whole.subtype === 'MIXED' && own !== undefined) {
    const end = raw.lastIndexOf(`--${own}--`);
    const before = end < 0 ? Buffer.concat([raw, Buffer.from('\r\n')]) : raw.subarray(0, end);
    return Buffer.concat([before, Buffer.from(`--${own}\r\n`), part, Buffer.from(`\r\n--${own}--\r\n`)]);
  }
  const { fields, rest } = splitMessage(raw);
  const isOfPart = (field: string) => /^content-/.test(nameOf(field));
  const outer = fields.filter((field) => !isOfPart(field) && nameOf(field) !== 'mime-version');
  const head = [
    ...outer,
    'MIME-Version: 1.0\r\n',
    `Content-Type: multipart/mixed; boundary="${boundary}"\r\n\r\n`,
  ];
  return Buffer.concat([
    Buffer.from(`${head.join('')}--${boundary}\r\n${fields.filter(isOfPart).join('')}`, 'latin1'),
    rest,
    Buffer.from(`\r\n--${boundary}\r\n`),
    part,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

export function writeFilePart(file: { name: string; contentType: string; content: Buffer }): Buffer {
  const name = /^[\x20-\x7e]*$/.test(file.name)
    ? `filename="${file.name.replace(/["\\]/g, '_')}"`
    : `filename*=UTF-8''${encodeURIComponent(file.name)}`;
  const head = [
    `Content-Type: ${file.contentType}`,
    `Content-Disposition: attachment; ${name}`,
    'Content-Transfer-Encoding: base64',
  ];
  const lines = file.content.toString('base64').replace(/.{76}(?=.)/g, '$&\r\n');
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${lines}`, 'latin1');
}

function findTextPart(part: MimePart): MimePart | undefined {
  if (part.type === 'TEXT') return findHeader(part.headers, 'content-disposition') ? undefined : part;
  return part.type === 'MULTIPART' ? part.children.map(findTextPart).find(Boolean) : undefined;
}
