import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Channel } from '../../src/db/channels.ts';
import { insertEmailAddress } from '../../src/db/email-addresses.ts';
import { createLongReads } from '../../src/db/long-reads.ts';
import type { Command } from '../../src/desk/command.ts';
import { commands } from '../../src/desk/commands.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { createDoor, type Door } from '../../src/desk/door.ts';
import { storeBatch } from '../../src/desk/incoming/store-batch.ts';
import { loadStoreContext } from '../../src/desk/incoming/store-context.ts';
import { listClouds } from '../../src/desk/microsoft/clouds.ts';
import type { Actor, UserActor } from '../../src/domain/actor.ts';
import { hashToken } from '../../src/domain/token.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import type { DeskClient } from '../../src/threads/desk-client.ts';
import { csrfToken } from '../../src/web/account/session.ts';
import { createCallers } from '../../src/web/callers.ts';
import { createPace } from '../../src/web/pace.ts';
import { createPresence } from '../../src/web/presence.ts';
import { createRoutes } from '../../src/web/routes.ts';
import { createViewCounts } from '../../src/web/view-counts.ts';
import { enterAgain, enterAtOnce } from './enter-at-once.ts';
import { addChannel, type ImportDesk, openImportDesk } from './import-desk.ts';

/** A desk and its pages on a data file of their own, in one thread. */
export interface TicketDesk extends ImportDesk {
  readonly channel: Channel;
  readonly door: Door;
  /** Imports mail as the fetch does. @returns the outcomes */
  deliver(...raws: (string | Uint8Array)[]): Promise<string[]>;
  deliverTo(channel: Channel, ...raws: (string | Uint8Array)[]): Promise<string[]>;
  /** As the import of Sent Items does. */
  deliverSent(channel: Channel, ...raws: (string | Uint8Array)[]): Promise<string[]>;
  /** Every route of the program, as Hono keeps them. */
  readonly routes: readonly { readonly method: string; readonly path: string }[];
  /** Of somebody who is not signed in. */
  readonly nobody: Omit<Person, 'id' | 'actor'>;
  /** For a server in front of it. */
  fetch(request: Request): Response | Promise<Response>;
  /** @returns a signed-in person's way to the pages; redirects are not followed */
  signIn(
    role: 'admin' | 'agent',
    name?: string,
    /** By group; full everywhere when it is left out. */
    access?: Record<string, string>,
  ): Promise<Person>;
  /** A session ends where nobody uses it for long: whoever was signed in gets a new one. */
  signInAgain(person: Person): Promise<Person>;
}

export interface Person {
  readonly id: number;
  /** With the session. */
  readonly actor: UserActor;
  /** The value of the session's cookie. */
  readonly token: string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** @param fields as pairs where a name stands several times */
  post(
    path: string,
    fields: Record<string, string> | readonly (readonly [string, string])[],
  ): Promise<Response>;
  /** A form with files. @param field that they were picked in */
  send(
    path: string,
    fields: Record<string, string>,
    files: readonly File[],
    field?: string,
  ): Promise<Response>;
}

export const supportAddress = 'support@postroom.example';
const publicUrl = 'http://localhost';

export async function openTicketDesk(
  changes: Partial<Channel> = {},
  deskChanges: Partial<Desk> = {},
  path?: string,
): Promise<TicketDesk> {
  const opened = await openImportDesk(path);
  const emitter = opened.listeners;
  const desk: Desk = {
    ...opened.desk,
    publicUrl,
    ...deskChanges,
  };
  const channel = await addChannel(desk, { address: supportAddress, userName: supportAddress, ...changes });
  await desk.write((tx) =>
    insertEmailAddress(tx, {
      address: channel.address,
      name: 'Postroom Support',
      channelId: channel.id,
      isPrimary: true,
      groupId: 1,
    }),
  );
  const door = createDoor(desk);
  const byName: ReadonlyMap<string, Command> = new Map(commands.map((each) => [each.name, each]));
  const perform = async (actor: Actor, name: string, given: unknown) => {
    const command = byName.get(name);
    assert.ok(command, `no command ${name}`);
    return door.as(actor).call(command, structuredClone(given)) as Promise<never>;
  };
  const client: DeskClient = {
    as: (actor) => ({ call: (name, given) => perform(actor, name, given) }),
    subscribe(listener) {
      emitter.on('event', listener);
      return () => emitter.off('event', listener);
    },
    eventCount: () => opened.events.length,
    listEventsAfter: (count) => (count <= opened.events.length ? opened.events.slice(count) : undefined),
    isAlive: () => true,
    isSilent: () => false,
    diskFailure: () => undefined,
    clock: () => desk.memory.clock,
    stop: async () => undefined,
  };
  const web = {
    read: desk.read,
    reads: createLongReads(desk.read),
    desk: client,
    log: desk.log,
    publicUrl: desk.publicUrl,
    trustProxy: false,
    isEncrypted: false,
    dataPath: '/var/lib/post room/postroom.db',
    clouds: () => listClouds(desk),
    presence: createPresence(),
    viewCounts: createViewCounts(),
    pace: createPace(),
    callers: createCallers(),
    disk: desk.disk,
  };
  const routes = createRoutes(web);
  let uid = 0;
  const store = async (target: Channel, isSent: boolean, raws: readonly (string | Uint8Array)[]) => {
    const folder = isSent ? 'Sent Items' : 'INBOX';
    const key = { channelId: target.id, folder, numbering: '1' };
    const context = { ...(await loadStoreContext(desk, target, key)), isSent };
    const mails = await Promise.all(
      raws.map(async (text) => {
        const raw = Buffer.from(text);
        const message = await parseMessage(raw);
        const sha256 = createHash('sha256').update(raw).digest('hex');
        const outcome = { kind: 'parsed', message } as const;
        return { place: String(++uid), raw, sha256, size: raw.length, receivedAt: desk.now(), outcome };
      }),
    );
    return (await storeBatch(desk, context, mails)).map((each) => each.outcome);
  };
  const deliverTo: TicketDesk['deliverTo'] = (target, ...raws) => store(target, false, raws);
  const createVisitor = (token: string): Omit<Person, 'id' | 'actor'> => {
    const headers = { cookie: `sid=${token}`, host: 'localhost' };
    const request = (target: string, init: RequestInit) =>
      Promise.resolve(routes.fetch(new Request(publicUrl + target, init)));
    return {
      token,
      get: (target, more = {}) => request(target, { headers: { ...headers, ...more } }),
      post: (target, fields) =>
        request(target, {
          method: 'POST',
          headers: { ...headers, origin: publicUrl },
          body: new URLSearchParams([
            ['csrf', csrfToken(hashToken(token))],
            ...(Array.isArray(fields) ? fields : Object.entries(fields)),
          ]),
        }),
      send(target, fields, files, field = 'files') {
        const body = new FormData();
        const all = { csrf: csrfToken(hashToken(token)), ...fields };
        for (const [name, value] of Object.entries(all)) body.append(name, value);
        for (const file of files) body.append(field, file);
        return request(target, { method: 'POST', headers: { ...headers, origin: publicUrl }, body });
      },
    };
  };
  const createPerson = ({ id, token }: { id: number; token: string }): Person => {
    const actor = { kind: 'user', userId: id, sessionHash: hashToken(token) } as const;
    return { id, actor, ...createVisitor(token) };
  };
  const operator = door.as({ kind: 'command_line' });
  return {
    ...opened,
    routes: routes.routes,
    nobody: createVisitor('nobody'),
    desk,
    door,
    channel,
    deliverTo,
    deliverSent: (target, ...raws) => store(target, true, raws),
    fetch: (request) => routes.fetch(request),
    deliver: (...raws) => deliverTo(channel, ...raws),
    async signIn(role, name = `The ${role}`, access) {
      const email = `${name.toLowerCase().replace(/\W+/g, '.')}@postroom.example`;
      return createPerson(await operator.call(enterAtOnce, { email, name, role, access }));
    },
    signInAgain: async ({ id }) => createPerson(await operator.call(enterAgain, { userId: id })),
    async close() {
      routes.close();
      await opened.close();
    },
  };
}
