import type { Actor } from '../domain/actor.ts';
import type { ClockState } from '../domain/clock-state.ts';
import type { DeskEvent } from '../domain/events.ts';
import type { ProxySettings } from '../domain/proxy.ts';
import type { LogLevel } from '../log.ts';

/** What the desk thread is told first. */
export interface DeskOptions {
  readonly dataPath: string;
  /** Which file it has to be (db/care/file-identity), where an earlier thread has had it open. */
  readonly fileIdentity?: string | undefined;
  readonly key: string | undefined;
  /** Where the main thread has put the database library; undefined in a checkout. */
  readonly nativeAddon: string | undefined;
  readonly logLevel: LogLevel;
  readonly publicUrl: string;
  readonly cloudPath: string | undefined;
  readonly proxies: ProxySettings;
  /** Answers commands only: nothing is fetched or sent. */
  readonly isIdle: boolean;
  /** How parser processes are started; what a message may cost is set on the pages. */
  readonly parser: {
    readonly command: string;
    readonly args: string[];
    readonly size: number;
    readonly memoryLimitMb: number;
  };
}

export interface DeskRequest {
  /** Left out where the thread itself is meant: to stop. */
  readonly actor?: Actor | undefined;
  readonly command: string;
  readonly input: unknown;
}

/** What the desk says beside its answers. */
export type DeskReport =
  | { readonly kind: 'ready' }
  | {
      readonly kind: 'heartbeat';
      readonly diskFailure: string | undefined;
      readonly clock: ClockState;
    }
  | { readonly kind: 'event'; readonly event: DeskEvent };
