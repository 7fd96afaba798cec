import { createHash } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FileBatch } from '../desk/files/file-batch.ts';
import { AppError, toAppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { DeskClient } from '../threads/desk-client.ts';
import type { FileJobs } from '../threads/file-jobs.ts';
import type { PlainError } from '../threads/thread-caller.ts';

/** What commands of the command line may ask a running instance's desk for, and beside it. */
const allowed = ['addUser', 'changePassword', 'disableUser', 'importFiles', 'listUsers'] as const;
export type ControlCommand = (typeof allowed)[number] | 'backUp' | 'checkFile';

type Reply = { ok: true; value: unknown } | { ok: false; error: PlainError };

/** Listens beside the data file, for its owner only: one JSON request a line, one JSON reply a line, in their order. */
export async function startControlSocket(
  dataPath: string,
  desk: DeskClient,
  jobs: FileJobs,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  const path = socketPath(dataPath);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', (error) => log.debug('control connection failed', { error }));
    let last: Promise<unknown> = Promise.resolve();
    createInterface({ input: socket }).on('line', (line) => {
      const answer = reply(desk, jobs, line);
      last = Promise.all([answer, last]).then(([value]) => {
        if (socket.writable) socket.write(`${JSON.stringify(value)}\n`);
      });
    });
  });
  // The instance lock is held, so a socket that lies here belongs to a process that died.
  if (process.platform !== 'win32') await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  if (process.platform !== 'win32') await chmod(path, 0o600);
  return {
    async close() {
      // Answers that are ready go out first.
      await new Promise((resolve) => setImmediate(resolve));
      for (const socket of sockets) socket.destroySoon();
      // One that does not read is not waited for.
      const deadline = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, 1000);
      await new Promise((resolve) => server.close(resolve));
      clearTimeout(deadline);
    },
  };
}

/** @returns the answer of the instance that runs on the data file, or undefined when none listens. @throws AppError its error */
export async function askRunningInstance(
  dataPath: string,
  command: ControlCommand,
  input: unknown,
): Promise<{ value: unknown } | undefined> {
  const instance = await connectInstance(dataPath);
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

/** @returns a connection to the instance that runs on the data file, or undefined when none listens. */
export async function connectInstance(dataPath: string): Promise<RunningInstance | undefined> {
  const socket = connect(socketPath(dataPath));
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  if (!isOpen) return undefined;
  const waiting: { resolve(value: unknown): void; reject(error: AppError): void }[] = [];
  createInterface({ input: socket }).on('line', (line) => {
    const answer = JSON.parse(line) as Reply;
    const asked = waiting.shift();
    if (answer.ok) asked?.resolve(answer.value);
    else asked?.reject(new AppError(answer.error.code, answer.error.message));
  });
  // What went wrong with the connection is of no use to a person: it is closed, and that is told.
  socket.on('error', () => socket.destroy());
  socket.once('close', () => {
    for (const { reject } of waiting.splice(0)) reject(closedError());
  });
  return {
    ask: (command, input) =>
      new Promise((resolve, reject) => {
        if (socket.destroyed) return reject(closedError());
        waiting.push({ resolve, reject });
        socket.write(`${JSON.stringify({ command, input })}\n`);
      }),
    close: () => socket.destroy(),
  };
}

function closedError(): AppError {
  return new AppError('unavailable', 'The running Postroom closed the connection before it answered.');
}

/** For whoever runs the program: he may do everything. */
export function callDesk(desk: DeskClient, command: ControlCommand, input: unknown): Promise<unknown> {
  if (command === 'importFiles') return desk.call(command, input as FileBatch);
  const call = desk.as({ kind: 'command_line' }).call as (name: string, given: unknown) => Promise<unknown>;
  return call(command, input);
}

async function reply(desk: DeskClient, jobs: FileJobs, line: string): Promise<Reply> {
  try {
    const { command, input } = JSON.parse(line) as { command: ControlCommand; input: never };
    if (command === 'backUp') return { ok: true, value: await jobs.backUp((input as { out: string }).out) };
    if (command === 'checkFile') return { ok: true, value: await jobs.check() };
    if (!allowed.includes(command)) throw new AppError('invalid', `"${command}" is no control command.`);
    return { ok: true, value: await callDesk(desk, command, input) };
  } catch (error) {
    const { code, message, fields } = toAppError(error);
    return { ok: false, error: { code, message, fields } };
  }
}

/** Beside the data file; in the temporary folder where that path is too long for a socket (108 bytes on Linux, 104 on macOS). */
function socketPath(dataPath: string): string {
  const name = createHash('sha256').update(dataPath).digest('hex').slice(0, 16);
  if (process.platform === 'win32') return `\\\\.\\pipe\\postroom-${name}`;
  const beside = `${dataPath}.sock`;
  return Buffer.byteLength(beside) < 100 ? beside : join(tmpdir(), `postroom-${name}.sock`);
}
