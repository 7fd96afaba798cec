import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, startApp } from '../app.ts';
import type { Flags } from '../commands/command-line.ts';
import { nextSignal } from '../commands/serve.ts';
import { type Environment, readConfig, usageError } from '../config.ts';
import type { Road } from '../domain/mail-road.ts';
import { createLog } from '../log.ts';
import { type Sandbox, startSandbox } from '../sandbox/tenant.ts';
import { type DemoReport, demoAdmin, walkThroughDemo } from './demo-walk.ts';

const mostMessages = 100_000;

/** Postroom beside a simulated Microsoft tenant, on a data file that is removed afterwards. @returns the exit code */
export async function runDemo(flags: Flags, env: Environment): Promise<number> {
  const sampleMessages = flags.messages === undefined ? undefined : readCount(flags.messages);
  const isOnce = flags.once !== undefined;
  const road = readRoad(flags.road);
  const started = performance.now();
  const isQuiet = flags.json !== undefined;
  const tell = (doing: string) => void (isQuiet || process.stdout.write(`  … ${doing}\n`));
  // A wrong port is said before anything starts.
  readConfig({ port: flags.port }, { POSTROOM_PORT: env.POSTROOM_PORT });
  tell('starts a simulated Microsoft tenant, and Postroom on a data file that is removed afterwards');
  const signal = nextSignal();
  const folder = await mkdtemp(join(tmpdir(), 'postroom-demo-'));
  const closers: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const sandbox = await startSandbox(sampleMessages === undefined ? {} : { sampleMessages });
    closers.push(() => sandbox.stop());
    if (road === 'graph') switchProtocolsOff(sandbox);
    const config = readConfig(
      { data: join(folder, 'postroom.db'), port: flags.port ?? (isOnce ? '0' : undefined) },
      { POSTROOM_LOG_LEVEL: 'error', POSTROOM_PORT: env.POSTROOM_PORT, POSTROOM_CLOUD: sandbox.cloudFile },
    );
    const app = await startApp(config, createLog(config.logLevel));
    closers.push(() => app.stop());
    const startSeconds = (performance.now() - started) / 1000;
    const report = await Promise.race([walkThroughDemo(app, sandbox, startSeconds, road, tell), signal]);
    if (typeof report === 'string') return 1;
    process.stdout.write(describeReport(report, isQuiet));
    if (report.ok && !isOnce) {
      if (!isQuiet) process.stdout.write(describeAddresses(app, sandbox));
      await signal;
    }
    return report.ok ? 0 : 1;
  } finally {
    for (const close of closers.reverse()) await close();
  }
}

function readCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= mostMessages) return count;
  throw usageError(`--messages is "${text}"; expected a number from 1 to ${mostMessages}.`);
}

function readRoad(text = 'imap'): Road {
  if (text === 'graph') return 'graph';
  if (text === 'imap') return 'imap_smtp';
  throw usageError(`--road is "${text}"; expected imap or graph.`);
}

/** As in a tenant that lets no program in by IMAP and SMTP: what happens, happens by Graph. */
function switchProtocolsOff({ faults }: Sandbox): void {
  faults.set('*', { kind: 'authenticate-failed' });
  faults.set('*', { kind: 'smtp-auth-disabled-tenant' });
}

function describeReport(report: DemoReport, isJson: boolean): string {
  if (isJson) return `${JSON.stringify(report)}\n`;
  const steps = report.steps
    .map(({ step, seconds }) => `  ${seconds.toFixed(2).padStart(6)} s  ${step}\n`)
    .join('');
  if (!report.ok) return `${steps}Failed at "${report.failedStep}": ${report.error}\n`;
  return `${steps}${report.imported} messages became ${report.tickets} tickets with ${report.articles} articles; one was answered.\n`;
}

function describeAddresses(app: App, sandbox: Sandbox): string {
  return [
    '',
    `  Postroom  ${app.publicUrl}`,
    `  sign in   ${demoAdmin.email}`,
    `  password  ${demoAdmin.password}`,
    `  sandbox   ${sandbox.pageUrl} (send more mail, add faults, revoke grants)`,
    '',
    'Ctrl-C ends it and removes its data.',
    '',
  ].join('\n');
}
