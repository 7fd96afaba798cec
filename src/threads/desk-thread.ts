import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setGlobalProxyFromEnv } from 'node:http';
import { type MessagePort, parentPort } from 'node:worker_threads';
import { letters } from '../../views/letters/letters.ts';
import { backUpBeforeUpdate } from '../db/care/backup-before-update.ts';
import { useNativeAddon } from '../db/care/native-addon.ts';
import { type DataFile, openDataFile } from '../db/care/open.ts';
import { findSetting, putSetting } from '../db/settings.ts';
import type { Command } from '../desk/command.ts';
import { commands } from '../desk/commands.ts';
import type { Desk } from '../desk/desk.ts';
import { createDoor, type Door } from '../desk/door.ts';
import { type Duties, startDuties } from '../desk/duties.ts';
import { createMemory } from '../desk/memory.ts';
import { followFacts } from '../desk/telling/follow-facts.ts';
import type { ProxySettings } from '../domain/proxy.ts';
import { AppError } from '../errors.ts';
import { createLog, type Log } from '../log.ts';
import { createParserPool, renderRules } from '../mail/parser-pool.ts';
import { createScheduler } from '../scheduler.ts';
import type { DeskOptions, DeskReport, DeskRequest } from './desk-protocol.ts';
import { answerRequest, type Request } from './thread-caller.ts';

// The desk thread owns every write. It is told what to open, answers requests, reports events, and stops when it is asked to.

const port = parentPort;
if (port === null) throw new AppError('internal', 'The desk runs as a thread of the program only.');
const report = (message: DeskReport) => port.postMessage(message);

const noDuties: Duties = { wake: () => undefined, stop: async () => undefined };

const byName: ReadonlyMap<string, Command> = new Map(commands.map((each) => [each.name, each]));

/** Of this thread: the sign-in and Graph leave through it. Webhooks do not, as they take an agent of their own. */
function useWebProxy({ web, exempt }: ProxySettings): void {
  if (web !== undefined) setGlobalProxyFromEnv({ HTTPS_PROXY: web, NO_PROXY: exempt });
}

// A rejection here ends the thread; the client reads the error from it.
void main(port);

async function main(parent: MessagePort): Promise<void> {
  const [options] = (await once(parent, 'message')) as [DeskOptions];
  const log = createLog(options.logLevel, undefined, { thread: 'desk' });
  useWebProxy(options.proxies);
  const file = await openFile(options, log);
  const parsers = {
    parser: createParserPool({ ...options.parser, log }),
    renderer: createParserPool({ ...options.parser, rules: renderRules, log }),
  };
  let duties: Duties = noDuties;
  const secret = await loadSecret(file);
  const desk = createDesk(options, log, file, { ...parsers, secret, wake: (id) => duties.wake(id) });
  const door = createDoor(desk);
  if (!options.isIdle) duties = startDuties(desk, createScheduler({ log }));
  const heartbeat = setInterval(() => {
    const { clock } = desk.memory;
    report({ kind: 'heartbeat', diskFailure: file.diskFailure(), clock });
  }, 1000);
  const close = async () => {
    await duties.stop();
    await Promise.all([parsers.parser.close(), parsers.renderer.close()]);
    await file.close();
  };
  parent.on('message', async ({ id, body }: Request<DeskRequest>) => {
    const isStop = body.command === 'stop';
    const run = isStop ? close : () => perform(door, body);
    const logFailure = (error: unknown) => log.error('command failed', { command: body.command, error });
    parent.postMessage(await answerRequest(id, run, logFailure));
    if (!isStop) return;
    clearInterval(heartbeat);
    parent.close();
  });
  report({ kind: 'ready' });
}

async function openFile(options: DeskOptions, log: Log): Promise<DataFile> {
  useNativeAddon(options.nativeAddon);
  const where = { path: options.dataPath, key: options.key };
  const kept = await backUpBeforeUpdate(where);
  if (kept !== undefined) log.warn('data file is updated, the earlier one is kept', { kept });
  return openDataFile(where, options.fileIdentity);
}

function createDesk(
  { publicUrl, cloudPath, proxies }: DeskOptions,
  log: Log,
  { read, write, disk }: DataFile,
  parts: Pick<Desk, 'parser' | 'renderer' | 'secret' | 'wake'>,
): Desk {
  const publish: Desk['publish'] = (event) => report({ kind: 'event', event });
  return {
    read,
    write: followFacts(write, publish),
    log,
    now: () => new Date(),
    publish,
    ...parts,
    letters,
    publicUrl,
    cloudPath,
    proxies,
    memory: createMemory(),
    disk,
  };
}

async function perform(door: Door, request: DeskRequest): Promise<unknown> {
  const { actor, command, input } = request;
  const known = byName.get(command);
  if (known !== undefined && actor !== undefined) return door.as(actor).call(known, input);
  throw new AppError('internal', `The desk knows no command "${command}".`);
}

async function loadSecret(data: DataFile): Promise<Uint8Array> {
  return data.write(async (tx) => {
    const stored = await findSetting(tx, 'message_id_secret');
    if (typeof stored === 'string') return Buffer.from(stored, 'hex');
    const secret = randomBytes(32);
    await putSetting(tx, 'message_id_secret', secret.toString('hex'));
    return secret;
  });
}
