import { type Config, type Environment, listUnknownSettings, maskConfig, readConfig } from '../config.ts';
import { toAppError } from '../errors.ts';
import { setLateOptions } from '../late-options.ts';
import { createLog, type Log } from '../log.ts';
import { assertStartFiles } from '../start-files.ts';
import { prepareThread } from '../threads/thread-caller.ts';
import type { Flags } from './command-line.ts';
import { listOpenKeyFiles } from './open-key-files.ts';
import type { Terminal } from './terminal.ts';

/** Runs until SIGTERM or SIGINT; a second signal ends it at once. @returns the exit code */
export async function serve(flags: Flags, env: Environment, terminal: Terminal): Promise<number> {
  const config = readConfig(flags, env);
  await assertStartFiles(config);
  const log = createLog(config.logLevel);
  const unknown = listUnknownSettings(env);
  if (unknown.length > 0) log.warn(unknownSettings, { names: unknown });
  warnOfMissingTrust(config, log);
  for (const path of listOpenKeyFiles(config, env)) {
    log.warn('every user of this machine may read this key file; take that right away: chmod o-r', { path });
  }
  const signal = nextSignal();
  // Two processors load the program in nearly half the time of one.
  const desk = prepareThread('desk-thread', 'desk');
  const { startApp } = await import('../app.ts');
  const app = await startApp(config, log, desk);
  setLateOptions();
  log.info('listening', { url: app.publicUrl, port: app.port, data: config.dataPath });
  terminal.stdout.write(`Postroom is at ${app.publicUrl}\n`);
  if (app.setupUrl !== undefined) terminal.stdout.write(`Create the first admin: ${app.setupUrl}\n`);
  log.info('stopping', { signal: await signal });
  return stopWhole(() => app.stop(), config.dataPath, terminal);
}

const unknownSettings = 'the environment names settings that Postroom does not know: they change nothing';

/** With https in the public address and no certificate here, a proxy stands before Postroom, and its headers have to be trusted. */
function warnOfMissingTrust({ publicUrl, tls, trustProxy }: Config, log: Log): void {
  if (publicUrl?.startsWith('https:') !== true || tls !== undefined || trustProxy) return;
  log.warn(
    'the public address is https, so a proxy stands before Postroom, and POSTROOM_TRUST_PROXY is off: all people count as one address',
    { publicUrl },
  );
}

/** @returns 1 where the data file is not one whole file afterwards */
async function stopWhole(stop: () => Promise<void>, dataPath: string, terminal: Terminal): Promise<number> {
  try {
    await stop();
    return 0;
  } catch (error) {
    const { message } = toAppError(error);
    terminal.stderr.write(
      `postroom: stopped, but ${dataPath} is not whole by itself: ${message} Nothing is lost: its log ${dataPath}-wal is left beside it, and belongs to it wherever it goes; the next start folds it in.\n`,
    );
    return 1;
  }
}

export function dumpConfig(flags: Flags, env: Environment, terminal: Terminal): number {
  terminal.stdout.write(`${JSON.stringify(maskConfig(readConfig(flags, env)), null, 2)}\n`);
  const unknown = listUnknownSettings(env);
  if (unknown.length > 0) terminal.stderr.write(`postroom: ${unknownSettings}: ${unknown.join(', ')}\n`);
  return 0;
}

const stopSignals = ['SIGTERM', 'SIGINT'] as const;

/**
 * A later one ends the process at once, by what the system does with it: `process.exit` would end the desk's thread in the
 * midst of a statement, and the database library aborts the process for that.
 * @param until from then on none is heard
 * @returns the first signal that asks the program to end
 */
export function nextSignal(until?: AbortSignal): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const hear = (name: NodeJS.Signals) => {
      stopHearing();
      resolve(name);
    };
    const stopHearing = () => {
      for (const name of stopSignals) process.off(name, hear);
    };
    for (const name of stopSignals) process.on(name, hear);
    until?.addEventListener('abort', stopHearing);
  });
}

/** For a command that ends by itself and early when it is asked to. */
export function listenForStop(): Stop {
  const listening = new AbortController();
  let isStopped = false;
  const stopped = nextSignal(listening.signal).then(() => {
    isStopped = true;
  });
  return { stopped, isStopped: () => isStopped, end: () => listening.abort() };
}

export interface Stop {
  /** Fulfilled when it is asked to. */
  readonly stopped: Promise<void>;
  isStopped(): boolean;
  /** From then on nothing is heard. */
  end(): void;
}
