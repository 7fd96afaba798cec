import { type Config, type Environment, maskConfig, readConfig } from '../config.ts';
import { toAppError } from '../errors.ts';
import { createLog, type Log } from '../log.ts';
import type { Flags } from './command-line.ts';

/** Runs until SIGTERM or SIGINT; a second signal ends it at once. @returns the exit code */
export async function serve(flags: Flags, env: Environment): Promise<number> {
  const config = readConfig(flags, env);
  const log = createLog(config.logLevel);
  warnOfMissingTrust(config, log);
  const signal = nextSignal();
  const { startApp } = await import('../app.ts');
  const app = await startApp(config, log);
  log.info('listening', { url: app.publicUrl, port: app.port, data: config.dataPath });
  process.stdout.write(`Postroom is at ${app.publicUrl}\n`);
  if (app.setupUrl !== undefined) process.stdout.write(`Create the first admin: ${app.setupUrl}\n`);
  log.info('stopping', { signal: await signal });
  return stopWhole(() => app.stop(), config.dataPath);
}

/** A public address with https that Postroom does not speak itself: a proxy does, and it must be believed. */
function warnOfMissingTrust({ publicUrl, tls, trustProxy }: Config, log: Log): void {
  if (publicUrl?.startsWith('https:') !== true || tls !== undefined || trustProxy) return;
  log.warn(
    'the public address is https, so a proxy stands before Postroom, and POSTROOM_TRUST_PROXY is off: all people count as one address',
    { publicUrl },
  );
}

/** @returns 1 where the data file is not one whole file afterwards */
async function stopWhole(stop: () => Promise<void>, dataPath: string): Promise<number> {
  try {
    await stop();
    return 0;
  } catch (error) {
    const { message } = toAppError(error);
    process.stderr.write(
      `postroom: stopped, but ${dataPath} is not whole by itself: ${message} Nothing is lost: its log ${dataPath}-wal is left beside it, and belongs to it wherever it goes; the next start folds it in.\n`,
    );
    return 1;
  }
}

export function dumpConfig(flags: Flags, env: Environment): number {
  process.stdout.write(`${JSON.stringify(maskConfig(readConfig(flags, env)), null, 2)}\n`);
  return 0;
}

/** @returns the first signal that asks the program to end; a later one ends it at once. */
export function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) {
      process.once(name, () => {
        process.once(name, () => process.exit(1));
        resolve(name);
      });
    }
  });
}
