import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { type Closers, createClosers } from './closers.ts';
import { startControlSocket } from './commands/control-socket.ts';
import type { Config } from './config.ts';
import { fitKey } from './db/care/fit-key.ts';
import { takeInstanceLock } from './db/care/instance-lock.ts';
import { removeOldCopies, removeOldPartials } from './db/care/leftovers.ts';
import type { Reader } from './db/care/open.ts';
import { wordTable } from './domain/word-table.ts';
import { AppError } from './errors.ts';
import type { Log } from './log.ts';
import { readTlsFiles } from './start-files.ts';
import { type DeskClient, startDesk } from './threads/desk-client.ts';
import { createDeskOptions } from './threads/desk-options.ts';
import { createFileJobs } from './threads/file-jobs.ts';
import { type PreparedThread, prepareThread } from './threads/thread-caller.ts';
import { keepLinesOfProxy, limitConnections } from './web/connection-limit.ts';
import { refuseAtStart } from './web/refuse-early.ts';

export interface App {
  /** Where it listens. */
  readonly port: number;
  readonly publicUrl: string;
  /** The link of the set-up page; undefined when there is a user. */
  readonly setupUrl: string | undefined;
  readonly desk: DeskClient;
  readonly read: Reader;
  /** Ends connections, drains the desk, leaves one whole data file. @throws AppError when its log could not be folded in */
  stop(): Promise<void>;
}

/**
 * Wires the whole program and listens.
 * @param desk the desk's thread, which loads its code meanwhile @throws AppError conflict, unavailable, invalid
 */
export async function startApp(
  config: Config,
  log: Log,
  desk = prepareThread('desk-thread', 'desk'),
): Promise<App> {
  const closers = createClosers();
  closers.add(() => desk.discard());
  try {
    return await wire(config, log, desk, closers);
  } catch (error) {
    await closers.close().catch((failure: unknown) => log.error('not closed', { error: failure }));
    throw error;
  }
}

async function wire(given: Config, log: Log, prepared: PreparedThread, closers: Closers): Promise<App> {
  const { dataPath } = given;
  const lock = await takeInstanceLock(dataPath, given);
  closers.add(() => lock.release());
  const config = { ...given, key: await fitKey({ path: dataPath, key: given.key }) };
  await removeLeftovers(dataPath, log);
  // The port is taken before anything else, because the default public address carries it.
  const web: { admit?: RequestListener } = {};
  const server = await listen(config, (incoming, outgoing) => {
    if (web.admit === undefined) refuseAtStart(incoming, outgoing);
    else web.admit(incoming, outgoing);
  });
  closers.add(() => closeServer(server));
  const { port } = server.address() as AddressInfo;
  const publicUrl = config.publicUrl ?? `http${config.tls === undefined ? '' : 's'}://localhost:${port}`;
  const starting = startDesk(createDeskOptions(config, publicUrl), log, { prepared }).then((desk) => {
    closers.add(() => desk.stop());
    return desk;
  });
  // The pages' code is loaded while the desk opens the file.
  const [desk, { wireWeb }] = await Promise.all([starting, import('./wire-web.ts')]);
  // A new data file is there by now.
  await lock.follow();
  const jobs = createFileJobs(config);
  const control = await startControlSocket(config.dataPath, desk, jobs, log);
  closers.add(() => control.close());
  // Who waits for a backup still gets its answer.
  closers.add(() => jobs.stop());
  const { read, admit, close } = await wireWeb(config, { desk, log, publicUrl }, closers);
  web.admit = admit;
  // First of all at the end: nobody may come in while the rest closes.
  closers.add(() => closeServer(server));
  closers.add(close);
  const token = await desk.as({ kind: 'desk', duty: 'sign_in' }).call('issueSetupToken', {});
  const setupUrl = token === undefined ? undefined : `${publicUrl}/setup?token=${token}`;
  return { port, publicUrl, setupUrl, desk, read, stop: closers.close };
}

async function removeLeftovers(dataPath: string, log: Log): Promise<void> {
  const names = [
    ...(await removeOldPartials(dirname(dataPath), new Date())),
    ...(await removeOldCopies(dataPath, new Date())),
  ];
  if (names.length > 0) log.info('removed what killed work on the data file left', { names });
}

const mostWaitingLines = 2_048;

function listen(config: Config, listener: RequestListener): Promise<Server> {
  const tls = readTlsFiles(config);
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  limitConnections(server, config.trustProxy);
  if (config.trustProxy) keepLinesOfProxy(server);
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error) => {
      const where = `${config.host}:${config.port}`;
      const why = describeListenFault(cause);
      reject(new AppError('unavailable', `Cannot listen on ${where}: ${why}.`, { cause }));
    });
    // Lines that the system has no room to keep begin anew a second later, those of people among them.
    server.listen({ port: config.port, host: config.host, backlog: mostWaitingLines }, () => resolve(server));
  });
}

const listenFaults = wordTable<string>({
  EADDRINUSE: 'another program listens there; stop that one, or choose another port',
  EADDRNOTAVAIL: 'this machine has no such address; expected one of its own, or 0.0.0.0 for all of them',
  EACCES: 'this user may not use that port; expected one above 1023, or the right to a lower one',
  ENOTFOUND: 'that name has no address; expected an address of this machine',
});

function describeListenFault({ code, message }: NodeJS.ErrnoException): string {
  return listenFaults[String(code)] ?? message;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
