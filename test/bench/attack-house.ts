import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connectInstance, type RunningInstance } from '../../src/commands/control-socket.ts';
import { createVisitor, type Visitor } from '../support/app.ts';

/** The built program on a data file of its own, with people and mail. */
export interface House {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  readonly dataPath: string;
  /** Lines of its log that tell of an error. */
  readonly errors: readonly string[];
  /** An agent who means no good. */
  readonly insider: Visitor;
  isUp(): boolean;
  signIn(name: string): Promise<Visitor>;
  /** Imports ordinary mail as `postroom import` does, for as long as it is said. @returns how many messages */
  bringIn(goesOn: () => boolean): Promise<number>;
  stop(): Promise<void>;
}

const password = 'correct horse battery';
const batchMessages = 50;
const batchesAtOnce = 3;

export async function startHouse(program: string): Promise<House> {
  const folder = mkdtempSync(join(tmpdir(), 'postroom-attacks-'));
  const dataPath = join(folder, 'postroom.db');
  for (const name of ['ada', 'agent', 'mallory']) await addPerson(program, dataPath, name);
  const port = 20_000 + (process.pid % 20_000);
  const child = spawn(resolve(program), ['serve', '--data', dataPath, '--port', String(port)]);
  const errors: string[] = [];
  child.stdout.resume();
  child.stderr.on('data', (bytes: Buffer) => {
    const lines = bytes.toString().split('\n');
    errors.push(
      ...lines.filter((line) => line.includes('"level":"error"')).map((line) => line.slice(0, 300)),
    );
  });
  const url = `http://localhost:${port}`;
  await untilReady(url, child);
  const instance = await connectInstance(dataPath);
  if (instance === undefined) throw new Error('the program has no control socket');
  const isUp = () => child.exitCode === null && child.signalCode === null;
  const bringIn = createImport(instance);
  // Something for the pages to show.
  let looks = 0;
  await bringIn(() => {
    looks += 1;
    return looks <= 4;
  });
  return {
    pid: child.pid ?? 0,
    port,
    url,
    dataPath,
    errors,
    isUp,
    bringIn,
    insider: await signIn(url, 'mallory'),
    signIn: (name) => signIn(url, name),
    async stop() {
      instance.close();
      child.kill('SIGTERM');
      if (isUp()) await once(child, 'exit');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function addPerson(program: string, dataPath: string, name: string): Promise<void> {
  const role = name === 'ada' ? 'admin' : 'agent';
  const more = ['--data', dataPath, '--role', role, '--email', `${name}@desk.example`];
  const made = spawn(resolve(program), ['user', 'add', '--password-stdin', ...more]);
  made.stdin.end(password);
  const [code] = await once(made, 'exit');
  if (code !== 0) throw new Error(`${name} was not added`);
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 600 && child.exitCode === null; tries += 1) {
    const answer = await fetch(`${url}/readyz`).catch(() => undefined);
    if (answer?.status === 200) return;
    await wait(100);
  }
  throw new Error('the program does not become ready');
}

async function signIn(url: string, name: string): Promise<Visitor> {
  const visitor = createVisitor(url);
  const answer = await visitor.post('/login', { email: `${name}@desk.example`, password });
  if (answer.status !== 303) throw new Error(`${name} cannot sign in: ${answer.status}`);
  return visitor;
}

function createImport(instance: RunningInstance): House['bringIn'] {
  let count = 0;
  const makeBatch = () =>
    Array.from({ length: batchMessages }, () => {
      count += 1;
      return makeMail(count);
    });
  return async (goesOn) => {
    let mails = 0;
    const lane = async () => {
      while (goesOn()) {
        const answer = await deliver(instance, makeBatch()).catch(() => undefined);
        if (answer === undefined) return;
        mails += batchMessages;
      }
    };
    await Promise.all(Array.from({ length: batchesAtOnce }, lane));
    return mails;
  };
}

function makeMail(number: number): Buffer {
  const lines = [
    `From: Carla <carla${number % 500}@customer.example>`,
    'To: support@desk.example',
    `Subject: Parcel ${number}`,
    `Message-ID: <good${number}@customer.example>`,
    '',
    `Where is my parcel ${number}? I have waited for days.`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

/** As the command line hands mail over. */
export function deliver(instance: RunningInstance, raws: readonly Buffer[]): Promise<unknown> {
  const mails = raws.map((raw) => {
    const size = raw.length;
    return { path: 'mail.eml', raw: raw.toString('base64'), size, isOversized: false };
  });
  return instance.ask('importFiles', { withText: false, mails });
}
