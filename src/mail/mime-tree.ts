import { Transform } from 'node:stream';
import { MailParser } from 'mailparser';
import { AppError } from '../errors.ts';
import { decodeBase64 } from './base64.ts';
import { type ParseLimits, tooMuch } from './limits.ts';

/** One node of the MIME tree with its transfer encoding undone; charsets are still to be decoded. */
export interface MimePart {
  /** Lower-case media type; 'text/plain' where none is given. */
  type: string;
  /** The rest of Content-Type as it stands, for parameters such as `protocol`. */
  typeLine: string;
  charset: string;
  disposition: string;
  filename: string;
  contentId: string;
  flowed: boolean;
  deleteSpace: boolean;
  /** Latin-1 strings of the raw bytes, still folded. */
  headerLines: readonly { key: string; line: string }[];
  children: MimePart[];
  /** Empty for a multipart. */
  bytes: Uint8Array;
}

/** Takes a message apart with mailparser. @throws AppError `invalid` beyond a limit. */
export function readTree(raw: Uint8Array, limits: ParseLimits): Promise<MimePart> {
  const { promise, resolve, reject } = Promise.withResolvers<MimePart>();
  const reader = new TreeReader(limits);
  reader.once('error', (error: unknown) => reject(describeFailure(error, raw, limits)));
  reader.once('end', () => {
    try {
      resolve(rescueBody(reader.finish(), raw));
    } catch (error) {
      reject(error);
    }
  });
  reader.resume();
  reader.end(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength));
  return promise;
}

/** What mailparser knows of a node; it declares neither its tree nor the hooks below. */
interface SplitNode {
  contentType: string | false;
  charset: string | false;
  encoding: string | false;
  disposition: string | false;
  filename: string | false;
  flowed: boolean;
  delSp: boolean;
  parentNode: SplitNode | false;
  headers: { getList(): { key: string; line: string }[] };
}
interface ParserNode {
  charset?: string;
  disposition?: string;
  isAttachment?: boolean;
  node: SplitNode;
}
const base = MailParser.prototype as unknown as { createNode(this: TreeReader, node: SplitNode): ParserNode };

/**
 * MailParser that keeps the bytes of every leaf instead of building texts, links and header maps: those cost half of
 * the time and lose what we need (the structure, raw bytes for charset repair). Pinned by version and by tests.
 */
class TreeReader extends MailParser {
  readonly #parts = new Map<SplitNode, MimePart>();
  readonly #limits: ParseLimits;
  #root: MimePart | undefined;
  #current: Transform | undefined;

  constructor(limits: ParseLimits) {
    super({ ignoreEmbedded: true, maxHeadSize: limits.headerBytes, maxChildNodes: limits.parts });
    this.#limits = limits;
    Object.assign(this, { decoder: { decodeStream: () => this.#current } });
  }

  /** MailParser's own copies the message on its way to the splitter. */
  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const { splitter } = this as unknown as { splitter: Transform };
    if (splitter.write(chunk)) done();
    else splitter.once('drain', done);
  }

  processHeaders(): Map<string, unknown> {
    return new Map();
  }

  getTextContent(): { type: 'text' } {
    return { type: 'text' };
  }

  createNode(node: SplitNode): ParserNode {
    // Base64 is undone at the end: what follows its padding must be seen apart (see `decodeBase64`).
    const isBase64 = node.encoding === 'base64';
    if (isBase64) node.encoding = 'binary';
    const made = base.createNode.call(this, node);
    const part = describePart(node);
    this.#parts.set(node, part);
    if (node.parentNode) this.#parts.get(node.parentNode)?.children.push(part);
    else this.#root ??= part;
    // Flowed text is joined after its charset is decoded.
    node.flowed = false;
    if (made.isAttachment !== undefined) {
      made.isAttachment = false;
      made.disposition = 'inline';
      made.charset = 'bytes';
      this.#current = collectInto(part, isBase64);
    }
    return made;
  }

  finish(): MimePart {
    if (this.#root === undefined) throw new AppError('invalid', 'The message is empty.');
    const depth = measureDepth(this.#root);
    if (depth > this.#limits.depth) {
      throw tooMuch(`nests parts on ${depth} levels`, `${this.#limits.depth} levels`, 'mostLevels');
    }
    const fields = this.#root.headerLines.length;
    if (fields > this.#limits.headerFields) {
      const allowed = `${this.#limits.headerFields} header fields`;
      throw tooMuch(`has ${fields} header fields`, allowed, 'mostHeaderFields');
    }
    return this.#root;
  }
}

function describePart(node: SplitNode): MimePart {
  const headerLines = node.headers.getList();
  const find = (key: string) =>
    headerLines.find((line) => line.key === key)?.line.slice(key.length + 1) ?? '';
  return {
    type: node.contentType || 'text/plain',
    typeLine: find('content-type'),
    charset: node.charset || '',
    disposition: node.disposition || '',
    filename: node.filename || '',
    contentId: find('content-id').trim().replace(/^<|>$/g, ''),
    flowed: node.flowed,
    deleteSpace: node.delSp,
    headerLines,
    children: [],
    bytes: new Uint8Array(),
  };
}

function collectInto(part: MimePart, isBase64: boolean): Transform {
  const chunks: Buffer[] = [];
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
    flush(done) {
      const bytes = join(chunks);
      chunks.length = 0;
      part.bytes = isBase64 ? decodeBase64(bytes, part.type.startsWith('text/')) : bytes;
      done();
    },
  });
}

/** The splitter hands on views of the message: where one begins at the other's end, nothing need be copied. */
function join(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  if (first === undefined) return Buffer.alloc(0);
  let end = first.byteOffset;
  const isOneRun = chunks.every(({ buffer, byteOffset, length }) => {
    const follows = buffer === first.buffer && byteOffset === end;
    end += length;
    return follows;
  });
  return isOneRun
    ? Buffer.from(first.buffer, first.byteOffset, end - first.byteOffset)
    : Buffer.concat(chunks);
}

function measureDepth(root: MimePart): number {
  let depth = 0;
  for (let level = [root]; level.length > 0; level = level.flatMap((part) => part.children)) depth++;
  return depth;
}

function describeFailure(error: unknown, raw: Uint8Array, limits: ParseLimits): AppError {
  if (error instanceof AppError) return error;
  const { code, message } = error as { code?: string; message?: string };
  if (code === 'EMAXLEN' && message?.includes('header')) {
    const has = describeHeader(raw, limits);
    return tooMuch(has, `${limits.headerBytes} bytes to a part`, 'mostHeaderKilobytes', error);
  }
  if (code === 'EMAXLEN') {
    return tooMuch(`has more than ${limits.parts} parts`, `${limits.parts} parts`, 'mostParts', error);
  }
  return new AppError('invalid', 'The message cannot be taken apart.', { cause: error });
}

/** The one at the top can be measured; of a part within, the reader says only that it went too far. */
function describeHeader(raw: Uint8Array, limits: ParseLimits): string {
  const end = findBody(raw);
  const bytes = end === undefined ? raw.length : end;
  return bytes > limits.headerBytes
    ? `has a header of ${bytes} bytes`
    : `has a part whose header is longer than ${limits.headerBytes} bytes`;
}

// A multipart whose boundary never comes still has something to say.
function rescueBody(root: MimePart, raw: Uint8Array): MimePart {
  if (!root.type.startsWith('multipart/') || root.children.length > 0) return root;
  const start = findBody(raw);
  return start === undefined ? root : { ...root, type: 'text/plain', bytes: raw.subarray(start) };
}

/** @returns where the body begins; undefined when there is nothing but a header */
export function findBody(raw: Uint8Array): number | undefined {
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const [crlf, lf] = [bytes.indexOf('\r\n\r\n'), bytes.indexOf('\n\n')];
  const end = crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 4 : lf + 2;
  return end < 2 ? undefined : end;
}
