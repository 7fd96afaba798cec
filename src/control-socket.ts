import { createHash } from 'node:crypto';
import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { DeskClient } from './desk-client.ts';
import type { PlainError } from './desk-protocol.ts';
import { AppError, toAppError } from './errors.ts';
import type { Log } from './log.ts';

/** What commands of the command line may ask a running instance for. */
const allowed = ['addUser', 'changePassword', 'disableUser', 'listUsers'] as const;
export type ControlCommand = (typeof allowed)[number];

type Reply = { ok: true; value: unknown } | { ok: false; error: PlainError };

/** Listens beside the data file, for its owner only: one JSON request a line, one JSON reply a line. */
export async function startControlSocket(
  dataPath: string,
  desk: DeskClient,
  log: Log,
): Promise<{ close(): Promise<void> }> {
  const path = socketPath(dataPath);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', (error) => log.debug('control connection failed', { error }));
    createInterface({ input: socket }).on('line', async (line) => {
      socket.write(`${JSON.stringify(await reply(desk, line))}\n`);
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
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** @returns the answer of the instance that runs on the data file, or undefined when none listens. @throws AppError its error */
export async function askRunningInstance(
  dataPath: string,
  command: ControlCommand,
  input: unknown,
): Promise<{ value: unknown } | undefined> {
  const socket = connect(socketPath(dataPath));
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
  });
  if (!isOpen) return undefined;
  try {
    socket.write(`${JSON.stringify({ command, input })}\n`);
    for await (const line of createInterface({ input: socket })) {
      const answer = JSON.parse(line) as Reply;
      if (answer.ok) return { value: answer.value };
      throw new AppError(answer.error.code, answer.error.message);
    }
    throw new AppError('unavailable', 'The running Postroom closed the connection before it answered.');
  } finally {
    socket.destroy();
  }
}

async function reply(desk: DeskClient, line: string): Promise<Reply> {
  try {
    const { command, input } = JSON.parse(line) as { command: ControlCommand; input: never };
    if (!allowed.includes(command)) throw new AppError('invalid', `"${command}" is no control command.`);
    const call = desk.call as (name: ControlCommand, input: unknown) => Promise<unknown>;
    return { ok: true, value: await call(command, input) };
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
