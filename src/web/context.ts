import type { Context, Hono } from 'hono';
import type { TroubleItem } from '../../views/channels/trouble-notice.tsx';
import type { Reader } from '../db/care/open.ts';
import type { LongReads } from '../db/long-reads.ts';
import type { Stray } from '../db/stray-mail.ts';
import type { User } from '../db/users.ts';
import type { UserActor, VisitorActor } from '../domain/actor.ts';
import type { ClockState } from '../domain/clock-state.ts';
import type { Cloud } from '../domain/cloud.ts';
import type { DiskRoom } from '../domain/disk-room.ts';
import type { Log } from '../log.ts';
import type { DeskClient } from '../threads/desk-client.ts';
import type { Callers } from './callers.ts';
import type { Pace } from './pace.ts';
import type { Presence } from './presence.ts';
import type { StreamStay } from './stream-limit.ts';
import type { ViewCounts } from './view-counts.ts';

/** What every page works with: reads of the data file, and the desk for everything that writes. */
export interface WebContext {
  readonly read: Reader;
  /** For what may take long: the answers come from a thread of their own. */
  readonly reads: LongReads;
  readonly desk: DeskClient;
  readonly log: Log;
  /** Without a trailing slash. */
  readonly publicUrl: string;
  readonly trustProxy: boolean;
  /** The data file and its backups are encrypted. */
  readonly isEncrypted: boolean;
  /** The whole path of the data file, for the commands that admins are shown. */
  readonly dataPath: string;
  readonly viewCounts: ViewCounts;
  readonly presence: Presence;
  readonly pace: Pace;
  readonly callers: Callers;
  /** Microsoft's own clouds and the one of POSTROOM_CLOUD. @throws AppError invalid where its file cannot be used */
  readonly clouds: () => Promise<readonly Cloud[]>;
  /** What is left for the data file; measured every few seconds. */
  readonly disk: () => Promise<DiskRoom>;
}

/** Set by the session middleware on every route that needs a user. */
export interface WebEnv {
  Variables: {
    user: User;
    sessionHash: string;
    /** The network address of the browser. */
    address: string;
    csrf: string;
    /** What the page knew that a form came from (domain/actor). */
    seen: number | undefined;
    /** Undefined for whoever is to set up a second factor first. */
    eventCount: number | undefined;
    countUnread: () => Promise<number>;
    countTroubled: () => Promise<number>;
    countQuarantine: () => Promise<number>;
    loadTroubles: () => Promise<TroubleItem[]>;
    listStrays: () => Promise<Stray[]>;
    disk: () => Promise<DiskRoom>;
    clock: ClockState;
    /** Of an event stream. */
    streamStay: StreamStay;
  };
}

export type WebRequest = Context<WebEnv>;

/** What a room adds its routes to. */
export type WebApp = Hono<WebEnv>;

/** Who asks where nobody has to be signed in. */
export const visitor: VisitorActor = { kind: 'visitor' };

/** @returns who asks, for the desk's door: the signed-in user with his session */
export function actorOf(c: WebRequest): UserActor {
  return {
    kind: 'user',
    userId: c.get('user').id,
    sessionHash: c.get('sessionHash'),
    address: c.get('address'),
    seen: c.get('seen'),
  };
}
