import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDataFile } from '../../src/db/care/open.ts';
import { type Channel, getChannel, insertChannel } from '../../src/db/channels.ts';
import { putMailSettings } from '../../src/db/mail-settings.ts';
import { putSetting } from '../../src/db/settings.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { createDoor, type Door } from '../../src/desk/door.ts';
import { createMemory } from '../../src/desk/memory.ts';
import { followFacts } from '../../src/desk/telling/follow-facts.ts';
import type { DeskEvent } from '../../src/domain/events.ts';
import { defaultMailSettings, type MailSettings } from '../../src/domain/mail-settings.ts';
import { noProxies } from '../../src/domain/proxy.ts';
import { createLog } from '../../src/log.ts';
import { letters } from '../../views/letters/letters.ts';
import { putFreshFile } from './fresh-file.ts';
import { borrowParser } from './shared-parser.ts';

/** A desk on a data file of its own, with real parser processes and no duties. */
export interface ImportDesk {
  readonly desk: Desk;
  readonly path: string;
  readonly events: DeskEvent[];
  /** Emits each of them as `event`. */
  readonly listeners: EventEmitter;
  readonly logged: string[];
  close(): Promise<void>;
}

export async function openImportDesk(
  path?: string,
  settings?: Partial<MailSettings>,
  changes: Partial<Desk> = {},
): Promise<ImportDesk> {
  const folder = path === undefined ? mkdtempSync(join(tmpdir(), 'postroom-import-')) : undefined;
  const dataPath = path ?? join(folder ?? '', 'postroom.db');
  await putFreshFile(dataPath);
  const file = await openDataFile({ path: dataPath });
  const secret = Buffer.alloc(32, 7);
  await file.write((tx) => putSetting(tx, 'message_id_secret', secret.toString('hex')));
  if (settings !== undefined)
    await file.write((tx) => putMailSettings(tx, { ...defaultMailSettings, ...settings }));
  const events: DeskEvent[] = [];
  const listeners = new EventEmitter();
  const publish: Desk['publish'] = (event) => {
    events.push(event);
    listeners.emit('event', event);
  };
  const logged: string[] = [];
  const log = createLog('info', (line) => logged.push(line));
  const parser = borrowParser(log);
  const desk: Desk = {
    read: file.read,
    write: followFacts(file.write, publish),
    log,
    now: () => new Date(),
    publish,
    wake: () => undefined,
    parser,
    renderer: parser,
    letters,
    publicUrl: 'http://localhost',
    memory: createMemory(),
    disk: file.disk,
    cloudPath: undefined,
    proxies: noProxies,
    secret,
    ...changes,
  };
  return {
    desk,
    path: dataPath,
    events,
    listeners,
    logged,
    async close() {
      await parser.close();
      await file.close();
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** @returns the door for whoever runs the program: he may do everything that needs no user */
export function operate(desk: Desk): ReturnType<Door['as']> {
  return createDoor(desk).as({ kind: 'command_line' });
}

export async function addChannel(desk: Desk, changes: Partial<Channel> = {}): Promise<Channel> {
  const now = desk.now();
  const { id } = await desk.write((tx) =>
    insertChannel(tx, {
      kind: 'email',
      name: 'Support',
      address: 'support@test',
      userName: 'support@test',
      appRegistrationId: null,
      tenantId: null,
      objectId: null,
      tokenCache: null,
      groupId: 1,
      folder: '',
      afterImport: 'delete',
      moveTo: '',
      onlyUnread: false,
      startedAt: now,
      archiveBefore: null,
      archiveState: 'closed',
      pausedAt: null,
      state: 'watching',
      failureCode: null,
      failureText: null,
      failureCount: 0,
      lastFetchAt: null,
      lastSuccessAt: null,
      lastFailureAt: null,
      recoveredAt: null,
      retryAt: null,
      createdAt: now,
      ...changes,
    }),
  );
  return getChannel(desk.read, id);
}
