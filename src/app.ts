import { readFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { startControlSocket } from './commands/control-socket.ts';
import type { Config } from './config.ts';
import { fitKey } from './db/care/fit-key.ts';
import { takeInstanceLock } from './db/care/instance-lock.ts';
import { removeOldCopies, removeOldPartials } from './db/care/leftovers.ts';
import { openReader, type Reader } from './db/care/open.ts';
import { listClouds } from './desk/microsoft/clouds.ts';
import { AppError } from './errors.ts';
import type { Log } from './log.ts';
import { type DeskClient, startDesk } from './threads/desk-client.ts';
import { createDeskOptions } from './threads/desk-options.ts';
import { createFileJobs } from './threads/file-jobs.ts';
import { createReaderClient } from './threads/reader-client.ts';
import { createAdmission } from './web/admission.ts';
import { createCallers } from './web/callers.ts';
import { limitConnections } from './web/connection-limit.ts';
import type { WebContext } from './web/context.ts';
import { takeDeskTurns } from './web/desk-turns.ts';
import { createDiskWatch } from './web/disk-watch.ts';
import { createPace } from './web/pace.ts';
import { createPresence } from './web/presence.ts';
import { takeReadTurns } from './web/read-turns.ts';
import { createRoutes } from './web/routes.ts';
import { createViewCounts } from './web/view-counts.ts';

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

/** Wires the whole program and listens. @throws AppError conflict, unavailable, invalid */
export async function startApp(config: Config, log: Log): Promise<App> {
  const closers = createClosers();
  try {
    return await wire(config, log, closers);
  } catch (error) {
    await closers.close().catch((failure: unknown) => log.error('not closed', { error: failure }));
    throw error;
  }
}

async function wire(given: Config, log: Log, closers: Closers): Promise<App> {
  const { dataPath } = given;
  const lock = await takeInstanceLock(dataPath, given);
  closers.add(() => lock.release());
  const config = { ...given, key: await fitKey({ path: dataPath, key: given.key }) };
  const names = [
    ...(await removeOldPartials(dirname(dataPath), new Date())),
    ...(await removeOldCopies(dataPath, new Date())),
  ];
  if (names.length > 0) log.info('removed what killed work on the data file left', { names });
  // The port is taken before anything else, because the default public address carries it.
  const web: { admit?: RequestListener } = {};
  const server = await listen(config, (incoming, outgoing) => {
    if (web.admit === undefined) outgoing.writeHead(503).end();
    else web.admit(incoming, outgoing);
  });
  closers.add(() => closeServer(server));
  const { port } = server.address() as AddressInfo;
  const publicUrl = config.publicUrl ?? `http${config.tls === undefined ? '' : 's'}://localhost:${port}`;
  const desk = await startDesk(createDeskOptions(config, publicUrl), log);
  closers.add(() => desk.stop());
  // A new data file is there by now.
  await lock.follow();
  const { read, reads } = await openReads(config, closers);
  const jobs = createFileJobs(config);
  const control = await startControlSocket(config.dataPath, desk, jobs, log);
  closers.add(() => control.close());
  // Who waits for a backup still gets its answer.
  closers.add(() => jobs.stop());
  const context = createWebContext(config, { desk, log, publicUrl, read, reads });
  const routes = createRoutes(context);
  const serve = getRequestListener(routes.fetch);
  web.admit = createAdmission(context, { streams: routes.streams, serve });
  // First of all at the end: nobody may come in while the rest closes.
  closers.add(() => closeServer(server));
  closers.add(() => routes.close());
  const token = await desk.as({ kind: 'desk', duty: 'sign_in' }).call('issueSetupToken', {});
  const setupUrl = token === undefined ? undefined : `${publicUrl}/setup?token=${token}`;
  return { port, publicUrl, setupUrl, desk, read, stop: closers.close };
}

async function openReads(
  { dataPath, key }: Config,
  closers: Closers,
): Promise<Pick<WebContext, 'read' | 'reads'>> {
  const reader = await openReader({ path: dataPath, key });
  closers.add(() => reader.close());
  const longReader = createReaderClient({ dataPath, key });
  closers.add(() => longReader.stop());
  return { read: reader.read, reads: takeReadTurns(longReader.reads) };
}

function createWebContext(
  config: Config,
  parts: Pick<WebContext, 'desk' | 'log' | 'publicUrl' | 'read' | 'reads'>,
): WebContext {
  return {
    ...parts,
    desk: takeDeskTurns(parts.desk),
    trustProxy: config.trustProxy,
    isEncrypted: config.key !== undefined,
    clouds: () => listClouds(config),
    presence: createPresence(),
    viewCounts: createViewCounts(),
    pace: createPace(),
    callers: createCallers(),
    disk: createDiskWatch(config.dataPath, () => parts.desk.diskFailure()),
  };
}

/** What has been opened, to be closed in the opposite order. */
interface Closers {
  add(close: () => Promise<unknown> | unknown): void;
  /** @throws the first failure, after all have been closed */
  close(): Promise<void>;
}

function createClosers(): Closers {
  const closers: Parameters<Closers['add']>[0][] = [];
  return {
    add(close) {
      closers.push(close);
    },
    async close() {
      const failures: unknown[] = [];
      // What cannot be closed keeps nothing else open.
      for (const close of closers.splice(0).reverse()) {
        await Promise.try(close).catch((error: unknown) => failures.push(error));
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

const mostWaitingLines = 2_048;

function listen(config: Config, listener: RequestListener): Promise<Server> {
  const tls = readTlsFiles(config);
  const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener);
  limitConnections(server, config.trustProxy);
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error) => {
      const where = `${config.host}:${config.port}`;
      reject(new AppError('unavailable', `Cannot listen on ${where}: ${cause.message}`, { cause }));
    });
    // Lines that the system has no room to keep begin anew a second later, those of people among them.
    server.listen({ port: config.port, host: config.host, backlog: mostWaitingLines }, () => resolve(server));
  });
}

function readTlsFiles({ tls }: Config) {
  if (tls === undefined) return undefined;
  try {
    return { cert: readFileSync(tls.certPath), key: readFileSync(tls.keyPath) };
  } catch (cause) {
    throw new AppError('invalid', `The TLS certificate or key cannot be read: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
