import { connect, createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from '../db/care/long-work.ts';
import { AppError, toAppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { DeskClient } from '../threads/desk-client.ts';
import type { FileJobs, Tell } from '../threads/file-jobs.ts';
import type { PlainError } from '../threads/thread-caller.ts';
import { isOwnSocket, prepareSocketPath, socketPath } from './socket-path.ts';

/** What commands of the command line may ask a running instance's desk for, and beside it. */
const allowed = [
  'addUser',
  'askMailboxes',
  'changePassword',
  'createApiTokenFor',
  'disableUser',
  'resetSecondFactor',
  'importFiles',
  'listApiTokensOf',
  'listUsers',
  'rereadMail',
  'revokeApiTokenOf',
] as const;
export type ControlCommand = (typeof allowed)[number] | 'backUp' | 'checkFile' | 'greet';

type Reply = { ok: true; value: unknown } | { ok: false; error: PlainError };

interface ControlRequest {
  readonly command: ControlCommand;
  readonly input: never;
  /** Whether lines of progress are understood; an older command line takes each line for the reply. */
  readonly tells?: boolean;
}

/** Comes before the reply to a request that has `tells`. */
interface ProgressLine {
  readonly progress: Progress;
}

/** Listens beside the data file, for its owner only: one JSON request a line, one JSON reply a line, in their order. */
export async function startControlSocket(
  dataPath: string,
  desk: DeskClient,
  jobs: FileJobs,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  const path = await prepareSocketPath(dataPath);
  const sockets = new Set<Socket>();
  const unanswered = new Set<Promise<void>>();
  let connection = 0;
  const server = createServer((socket) => {
    const asked = { desk, jobs, log, connection: ++connection };
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    const fail = (error: Error) => log.debug('control connection failed', { error });
    socket.on('error', fail);
    let last: Promise<unknown> = Promise.resolve();
    readLines(socket, fail, (line) => {
      const answer = reply(asked, line, (progress) => {
        if (socket.writable) socket.write(`${JSON.stringify({ progress } satisfies ProgressLine)}\n`);
      });
      const answered = Promise.all([answer, last]).then(([value]) => {
        if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
      });
      last = answered;
      unanswered.add(answered);
      void answered.finally(() => unanswered.delete(answered));
    });
  });
  await listenAlone(server, path);
  return { close: () => closeSocket(server, sockets, unanswered) };
}

async function closeSocket(
  server: Server,
  sockets: ReadonlySet<Socket>,
  unanswered: ReadonlySet<Promise<void>>,
): Promise<void> {
  // What has just been done is still noted and answered.
  await Promise.race([Promise.allSettled(unanswered), sleep(1000, undefined, { ref: false })]);
  for (const socket of sockets) socket.destroySoon();
  // One that does not read is not waited for.
  const deadline = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, 1000);
  await new Promise((resolve) => server.close(resolve));
  clearTimeout(deadline);
}

/** Nobody else may connect, not even in the moment before the mode is set: the socket is made with it. */
async function listenAlone(server: Server, path: string): Promise<void> {
  const listening = new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const before = process.umask(0o177);
    server.listen(path, resolve);
    process.umask(before);
  });
  await listening;
}

/** @returns the answer of the instance that runs on the data file, or undefined when none listens. @throws AppError its error */
export async function askRunningInstance(
  dataPath: string,
  command: ControlCommand,
  input: unknown,
  tell?: Tell,
): Promise<{ value: unknown } | undefined> {
  const instance = await connectInstance(dataPath, tell);
  if (instance === undefined) return undefined;
  try {
    return { value: await instance.ask(command, input) };
  } finally {
    instance.close();
  }
}

export interface RunningInstance {
  /** Several may be under way; they are answered in their order. @throws AppError the instance's error */
  ask(command: ControlCommand, input: unknown): Promise<unknown>;
  close(): void;
}

/**
 * @returns a connection to the instance that runs on the data file, which it has answered on; undefined when none listens
 * @throws AppError unavailable where it takes none
 */
export async function connectInstance(dataPath: string, tell?: Tell): Promise<RunningInstance | undefined> {
  const path = socketPath(dataPath);
  if (!(await isOwnSocket(path, dataPath))) return undefined;
  for (let attempt = 0; attempt < 30; attempt += 1) {
    if (attempt > 0) await sleep(100);
    const socket = await openSocket(path);
    if (socket === undefined) return undefined;
    const instance = speakBy(socket, tell);
    if (await isTaken(instance)) return instance;
  }
  throw new AppError(
    'unavailable',
    'The running Postroom takes no connection: it has as many files and connections open as the system allows. Nothing was done. Try it again in a minute; where that does not help, allow it more open files (ulimit -n, LimitNOFILE=) and start it again.',
  );
}

/**
 * Where no file descriptor is left, libuv takes a connection only to close it, which its other end cannot tell from an end
 * amid the work. An older instance does not know the greeting, and says that: it has taken the connection, too.
 */
async function isTaken(instance: RunningInstance): Promise<boolean> {
  return instance.ask('greet', {}).then(
    () => true,
    (error: AppError) => error.code !== 'unavailable',
  );
}

async function openSocket(path: string): Promise<Socket | undefined> {
  const socket = connect(path);
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

function speakBy(socket: Socket, tell: Tell | undefined): RunningInstance {
  const waiting: { resolve(value: unknown): void; reject(error: AppError): void }[] = [];
  // What went wrong with the connection is of no use to a person: it is closed, and that is told.
  const end = () => socket.destroy();
  readLines(socket, end, (line) => {
    const answer = JSON.parse(line) as Reply | ProgressLine;
    if ('progress' in answer) return tell?.(answer.progress);
    const asked = waiting.shift();
    if (answer.ok) asked?.resolve(answer.value);
    else asked?.reject(toError(answer.error));
  });
  socket.on('error', end);
  socket.once('close', () => {
    for (const { reject } of waiting.splice(0)) reject(closedError());
  });
  return {
    ask: (command, input) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(closedError());
        waiting.push({ resolve, reject });
        socket.write(`${JSON.stringify({ command, input, tells: tell !== undefined })}\n`);
      }),
    close: () => socket.destroy(),
  };
}

function toError({ code, message, fields }: PlainError): AppError {
  return new AppError(code, message, fields === undefined ? {} : { fields });
}

/** A line that breaks off, as when a command is killed, is told by the reader of lines too: whom nobody hears ends the process. */
function readLines(socket: Socket, onError: (error: Error) => void, onLine: (line: string) => void): void {
  createInterface({ input: socket }).on('error', onError).on('line', onLine);
}

function closedError(): AppError {
  return new AppError(
    'unavailable',
    'The running Postroom closed the connection before it answered. Whether it has done what was asked is not known: look, and do it again where it has not.',
  );
}

/** For whoever runs the program: he may do everything. */
export function callDesk(desk: DeskClient, command: ControlCommand, input: unknown): Promise<unknown> {
  const call = desk.as({ kind: 'command_line' }).call as (name: string, given: unknown) => Promise<unknown>;
  return call(command, input);
}

interface Asked {
  readonly desk: DeskClient;
  readonly jobs: FileJobs;
  readonly log: Log;
  /** By which one it came. */
  readonly connection: number;
}

/** Shorter ones share memory with others, which would be copied with each. */
const largeText = 256 * 1024;

/**
 * What comes by one connection is stored in its order, and does not wait for what comes by another. Large messages go on as
 * bytes: each thread on the way would else hold them as a text a third longer until they are stored.
 */
function markImport(input: object, connection: number): object {
  const { mails } = input as { readonly mails?: unknown };
  if (!Array.isArray(mails)) return { ...input, connection };
  const inBytes = mails.map((mail) => {
    const raw: unknown = mail?.raw;
    const isLarge = typeof raw === 'string' && raw.length > largeText;
    return isLarge ? { ...mail, raw: Buffer.from(raw, 'base64') } : mail;
  });
  return { ...input, mails: inBytes, connection };
}

async function reply({ desk, jobs, log, connection }: Asked, line: string, onProgress: Tell): Promise<Reply> {
  try {
    const { command, input, tells } = JSON.parse(line) as ControlRequest;
    const tell = tells === true ? onProgress : undefined;
    if (command === 'backUp') {
      const value = await jobs.backUp((input as { out: string }).out, tell);
      // The copy is whole and verified: a disk that fails now is no reason to report it as failed.
      await desk
        .as({ kind: 'command_line' })
        .call('noteBackup', {})
        .catch((error: unknown) => log.warn('a backup was written, and that could not be noted', { error }));
      return { ok: true, value };
    }
    if (command === 'greet') return { ok: true, value: null };
    if (command === 'checkFile') return { ok: true, value: await jobs.check(tell) };
    if (!allowed.includes(command)) throw new AppError('invalid', `"${command}" is no control command.`);
    const given = command === 'importFiles' ? markImport(input, connection) : input;
    return { ok: true, value: await callDesk(desk, command, given) };
  } catch (error) {
    const { code, message, fields } = toAppError(error);
    return { ok: false, error: { code, message, fields } };
  }
}
