import { createReadStream, type Stats } from 'node:fs';
import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, describeFileFault } from '../errors.ts';
import { collectMessage, type FileMessage } from './file-message.ts';
import { splitMbox } from './mbox.ts';

export interface FoundMessage extends FileMessage {
  readonly path: string;
}

interface MailFileOptions {
  /** What stands for the path `-`. */
  readonly stdin: AsyncIterable<Buffer>;
  /** Larger messages are cut to their header. */
  readonly limitBytes: number;
  /** Never opened: another file descriptor on an open database undoes SQLite's locks when it is closed. */
  readonly isForbidden: (facts: Stats) => boolean;
  /** Told of files in folders that are no mail, and of links that lead nowhere. */
  readonly onSkip: (path: string) => void;
}

/**
 * Yields every message of files (.eml, mbox), maildirs, folders of them and `-`, in the order of names, one at a time.
 * @throws AppError invalid for a path that is not there or is no mail
 */
export async function* readMailFiles(
  paths: readonly string[],
  options: MailFileOptions,
): AsyncGenerator<FoundMessage> {
  for (const path of paths) {
    if (path === '-') {
      yield* readMessages('-', options.stdin, options, 'named');
      continue;
    }
    const facts = await stat(path).catch((cause: Error) => {
      throw notReadable(path, cause);
    });
    if (facts.isDirectory()) yield* readFolder(path, options);
    else if (options.isForbidden(facts)) throw notMail(path);
    else if (!facts.isFile() && !ofShell.test(path)) throw notFile(path, facts);
    else yield* readMessages(path, open(path), options, 'named');
  }
}

/** What a shell gives in place of a file: `<(…)`, or its own standard input. */
const ofShell = /^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/(?:self|\d+)\/fd\/\d+)$/;

/** A named file has to be mail, what lies in a folder may be anything, and a maildir holds single messages only. */
type Origin = 'named' | 'folder' | 'maildir';

async function* readFolder(path: string, options: MailFileOptions): AsyncGenerator<FoundMessage> {
  const listed = await readdir(path, { withFileTypes: true }).catch((cause: Error) => {
    throw notReadable(path, cause);
  });
  const entries = listed.sort((a, b) => (a.name < b.name ? -1 : 1));
  const folders = new Set(entries.filter((entry) => entry.isDirectory()).map(({ name }) => name));
  const isMaildir = folders.has('cur') && folders.has('new');
  if (isMaildir) yield* readMaildir(path, options);
  for (const entry of entries) {
    const inner = join(path, entry.name);
    if (isMaildir && (!entry.isDirectory() || ['cur', 'new', 'tmp'].includes(entry.name))) continue;
    // The folders inside a maildir begin with a dot; anywhere else that hides what is no mail.
    if (entry.name.startsWith('.') && !isMaildir) continue;
    if (entry.isDirectory()) yield* readFolder(inner, options);
    else if ((await look(inner, options)) === 'file')
      yield* readMessages(inner, open(inner), options, 'folder');
  }
}

/** @see https://cr.yp.to/proto/maildir.html: names begin with the second of delivery; `tmp` holds what is not whole yet. */
async function* readMaildir(path: string, options: MailFileOptions): AsyncGenerator<FoundMessage> {
  // A mail program that is at work takes messages from `new` to `cur`: in the other order one could be in neither.
  const listed = new Map([...(await listPart(path, 'new')), ...(await listPart(path, 'cur'))]);
  const unique = [...listed.keys()].sort(
    (a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1),
  );
  let current = listed;
  for (const name of unique) {
    if (name.startsWith('.')) continue;
    let found = current.get(name) ?? listed.get(name) ?? '';
    if (await hasMoved(found)) {
      // Listed anew for all that have moved by now.
      current = await listPart(path, 'cur');
      found = current.get(name) ?? found;
    }
    if ((await look(found, options)) !== 'file') continue;
    const second = /^(\d{9,11})\./.exec(name)?.[1];
    const deliveredAt = second === undefined ? undefined : new Date(Number(second) * 1000);
    for await (const message of readMessages(found, open(found), options, 'maildir')) {
      yield { ...message, deliveredAt };
    }
  }
}

/** @returns the messages by what stands before the colon of their names, which never changes */
async function listPart(maildir: string, part: 'new' | 'cur'): Promise<Map<string, string>> {
  const names = await readdir(join(maildir, part)).catch((cause: Error) => {
    throw notReadable(join(maildir, part), cause);
  });
  return new Map(names.map((name) => [name.split(':', 1)[0] ?? name, join(maildir, part, name)]));
}

/** A mail program that is at work gives a message another name when somebody reads or marks it. */
async function hasMoved(path: string): Promise<boolean> {
  return lstat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  );
}

/** @throws AppError invalid where it cannot be told, for want of rights or of a sound disk */
async function look(path: string, options: MailFileOptions): Promise<'file' | 'other'> {
  try {
    const facts = await stat(path);
    return facts.isFile() && !options.isForbidden(facts) ? 'file' : 'other';
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'ELOOP') throw notReadable(path, cause);
    options.onSkip(path);
    return 'other';
  }
}

async function* readMessages(
  path: string,
  chunks: AsyncIterable<Buffer>,
  options: MailFileOptions,
  origin: Origin,
): AsyncGenerator<FoundMessage> {
  const { first, all, drop } = await peek(chunks, path);
  const isEml = /\.eml$/i.test(path) || origin === 'maildir';
  if (first.length === 0 || (!isEml && !looksLikeMail(first))) {
    await drop();
    if (origin === 'named') throw notMail(path);
    options.onSkip(path);
    return;
  }
  const isMbox = !isEml && first.toString('latin1', 0, 5) === 'From ';
  const messages = isMbox ? splitMbox(all, options.limitBytes) : readSingle(all, options.limitBytes);
  for await (const message of messages) yield { path, ...message };
}

async function* readSingle(chunks: AsyncIterable<Buffer>, limitBytes: number): AsyncGenerator<FileMessage> {
  const message = collectMessage(limitBytes);
  let isFirst = true;
  for await (const chunk of chunks) {
    // The line of an mbox that the message was cut from is no part of it.
    const isCut = isFirst && chunk.toString('latin1', 0, 5) === 'From ';
    message.add(isCut ? chunk.subarray(chunk.indexOf(0x0a) + 1) : chunk);
    isFirst = false;
  }
  const found = message.finish(undefined);
  if (found !== undefined) yield found;
}

function open(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: 64 * 1024 });
}

/** @returns the beginning, at least a few kilobytes where there are any, and a stream that still has it. */
async function peek(chunks: AsyncIterable<Buffer>, path: string) {
  const iterator = chunks[Symbol.asyncIterator]();
  let first: Buffer = Buffer.alloc(0);
  const next = () =>
    iterator.next().catch((cause: Error) => {
      throw notReadable(path, cause);
    });
  while (first.length < 4096) {
    const { done, value } = await next();
    if (done) break;
    first = Buffer.concat([first, value]);
  }
  async function* all(): AsyncGenerator<Buffer> {
    if (first.length > 0) yield first;
    for (let step = await next(); !step.done; step = await next()) yield step.value;
  }
  const drop = async () => {
    await iterator.return?.();
  };
  return { first, all: all(), drop };
}

const knownField =
  /^(?:from|to|cc|subject|date|received|return-path|message-id|mime-version|delivered-to|reply-to|sender|x-[a-z-]+|content-type):/im;

/** A header with at least one field that mail has, perhaps behind the line of an mbox. */
function looksLikeMail(first: Buffer): boolean {
  const start = first.toString('latin1', 0, 16_384).replace(/^From .*\n/, '');
  const header = start.split(/\r?\n\r?\n/, 1)[0] ?? '';
  return /^(?:[!-9;-~]+[ \t]*:|>From )/.test(header) && knownField.test(header);
}

const expected = 'expected a message, an mbox, a maildir or a folder of them.';

function notMail(path: string): AppError {
  const name = path === '-' ? 'Standard input' : path;
  return new AppError('invalid', `${name} is no mail; ${expected}`);
}

/** It would be waited for until somebody writes into it, or for ever. */
function notFile(path: string, facts: Stats): AppError {
  const kind = facts.isFIFO() ? 'a named pipe' : facts.isSocket() ? 'a socket' : 'a device';
  const wanted = expected.replace(/\.$/, ', or - for standard input.');
  return new AppError('invalid', `${path} is ${kind}; ${wanted}`);
}

function notReadable(path: string, cause: unknown): AppError {
  return new AppError('invalid', `${path} cannot be read: ${describeFileFault(cause)}; ${expected}`, {
    cause,
  });
}
