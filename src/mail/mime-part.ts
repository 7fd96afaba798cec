import { detectMimeType } from 'nodemailer/lib/mime-funcs';
import { wordTable } from '../domain/word-table.ts';
import { decodeWords } from './encoded-words.ts';
import type { HeaderLine } from './mime-header.ts';
import { type Parameter, parseStructured } from './mime-parameters.ts';
import { readEncoding } from './transfer-encoding.ts';

/** One node of the MIME tree with its transfer encoding undone; charsets are still to be decoded. */
export interface MimePart {
  /** Lower-case media type; 'text/plain' where none is given. */
  type: string;
  /** The rest of Content-Type as it stands, for parameters such as `protocol`. */
  typeLine: string;
  charset: string;
  /** Lower-case, such as `base64`. */
  encoding: string;
  boundary: string;
  disposition: string;
  filename: string;
  /** Whether the file's name is text already, rather than Latin-1 characters for bytes and encoded words. */
  isNameDecoded: boolean;
  contentId: string;
  flowed: boolean;
  deleteSpace: boolean;
  /** Latin-1 strings of the raw bytes, still folded. */
  headerLines: readonly HeaderLine[];
  children: MimePart[];
  /** Empty for a multipart. */
  bytes: Uint8Array;
}

/** What some programs write in place of a media type. */
const shortTypes = wordTable({
  html: 'text/html',
  plain: 'text/plain',
  text: 'text/plain',
});

/** What the header of a part says of it; its content is still to come. @param defaultType where no field names one */
export function describePart(headerLines: readonly HeaderLine[], defaultType: string): MimePart {
  const find = (key: string) => readBody(headerLines.find((line) => line.key === key));
  const typeLine = readBody(findTypeLine(headerLines));
  const { value: written, parameters } = parseStructured(typeLine);
  const value = written.replace(/^["']|["']$/g, '');
  const dispositions = listBodies(headerLines, 'content-disposition');
  // Of two the one that names the file says more.
  const named = dispositions.find((each) => /filename/i.test(each));
  const disposition = parseStructured(readWords(named ?? dispositions[0] ?? ''));
  const name = chooseName(
    disposition.parameters.get('filename'),
    parameters.get('name'),
    // With a form it is the name of the field.
    disposition.value === 'form-data' ? undefined : disposition.parameters.get('name'),
  );
  const type = value === '' ? guessType(disposition.value, name, defaultType) : (shortTypes[value] ?? value);
  const read = (parameter: string) => parameters.get(parameter)?.text.trim() ?? '';
  const flowed = type === 'text/plain' && read('format').toLowerCase() === 'flowed';
  return {
    type,
    typeLine,
    charset: read('charset').replace(/^['"]|['"]$/g, ''),
    encoding: readEncoding([
      ...listBodies(headerLines, 'content-transfer-encoding'),
      ...listWithin(typeLine),
    ]),
    boundary: (parameters.get('boundary')?.text ?? '').trimEnd(),
    disposition: disposition.value,
    filename: name === undefined ? describeFile(type, find) : nameOf(name),
    isNameDecoded: name?.isDecoded === true,
    contentId: readId(find('content-id').trim()),
    flowed,
    deleteSpace: flowed && read('delsp').toLowerCase() === 'yes',
    headerLines,
    children: [],
    bytes: new Uint8Array(),
  };
}

/** RFC 2046 sections 4 and 5, and those that were added (RFC 2077, RFC 8081). */
const kinds = /^(?:text|image|audio|video|application|multipart|message|model|font|chemical|x-[\w.+-]+)\//;

/** RFC 2045 section 5.2: what is named in no way that there is counts as a text, where it looks like one. */
export function isUntypedText({ type, filename, disposition, bytes }: MimePart): boolean {
  if (kinds.test(type) || filename !== '' || disposition === 'attachment') return false;
  return !bytes
    .subarray(0, 2_000)
    .some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d);
}

function readBody(field: HeaderLine | undefined): string {
  return field === undefined ? '' : field.line.slice(field.line.indexOf(':') + 1);
}

/** RFC 1740 section 2: beside a file stands what only a Mac keeps of it, by the same name. @returns the parts for everybody */
export function listParts({ type, children }: MimePart): readonly MimePart[] {
  const files = children.filter((child) => child.type !== 'application/applefile');
  return type === 'multipart/appledouble' && files.length > 0 ? files : children;
}

/** Some programs encode the whole of a field. */
function readWords(body: string): string {
  return body.trimStart().startsWith('=?') ? decodeWords(body.trim()) : body;
}

/** Others forget to end the line in front of the next field. */
function listWithin(typeLine: string): string[] {
  const found = /["\s]content-transfer-encoding:\s{0,9}([\w-]{1,40})/i.exec(typeLine)?.[1];
  return found === undefined ? [] : [found];
}

/** Some programs encode it as they would words, or write a comment behind it. */
function readId(value: string): string {
  const text = value.includes('=?') ? decodeWords(value) : value;
  return /^<([^<>]{1,998})>/.exec(text)?.[1] ?? text.replace(/^<|>$/g, '');
}

function listBodies(headerLines: readonly HeaderLine[], wanted: string): string[] {
  return headerLines.filter(({ key }) => key === wanted).map(readBody);
}

/** Some programs leave the type of a plain text in front of the one they add: the parts count, where there are any. */
function findTypeLine(headerLines: readonly HeaderLine[]): HeaderLine | undefined {
  const isType = ({ key }: HeaderLine) => key === 'content-type';
  const first = headerLines.find(isType);
  const last = headerLines.findLast(isType);
  if (first === undefined || last === undefined || first === last) return first;
  const says = (line: HeaderLine, type: RegExp) => type.test(readBody(line).slice(0, 100));
  // Bytes of any kind say nothing, and parts say all.
  const isVague = says(first, /^\s{0,20}application\/octet-stream/i);
  return isVague || says(last, /^\s{0,20}multipart\//i) ? last : first;
}

function chooseName(...names: (Parameter | undefined)[]): Parameter | undefined {
  return names.find((name) => name !== undefined && nameOf(name) !== '');
}

/** Some programs take single quotes for double ones. */
function nameOf({ text }: Parameter): string {
  const name = text.trim();
  return name.length > 2 && name.startsWith("'") && name.endsWith("'") ? name.slice(1, -1).trim() : name;
}

/** Fax machines and voice boxes name their files only there. */
function describeFile(type: string, find: (key: string) => string): string {
  if (/^(?:text|multipart|message)\//.test(type)) return '';
  const text = find('content-description').trim();
  return /^[^\r\n]{1,200}\.[a-z][a-z\d]{1,4}$/i.test(decodeWords(text.slice(0, 1_000))) ? text : '';
}

function guessType(disposition: string, name: Parameter | undefined, defaultType: string): string {
  const extension = /\.([\w-]{1,20})$/.exec(name?.text.trim() ?? '')?.[1];
  if (extension !== undefined) return String(detectMimeType(extension) || 'application/octet-stream');
  return disposition === 'attachment' ? 'application/octet-stream' : defaultType;
}
