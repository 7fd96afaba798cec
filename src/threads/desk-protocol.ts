import type { DeskEvent } from '../domain/events.ts';
import type { ErrorCode } from '../errors.ts';
import type { LogLevel } from '../log.ts';

/** What the desk thread is started with. */
export interface DeskOptions {
  readonly dataPath: string;
  readonly key: string | undefined;
  readonly logLevel: LogLevel;
  readonly publicUrl: string;
  readonly cloudPath: string | undefined;
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

export interface Request {
  readonly id: number;
  readonly command: string;
  readonly input: unknown;
}

export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>> | undefined;
}

export type Answer =
  | { readonly kind: 'answer'; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly ok: false; readonly error: PlainError };

export type DeskReport =
  | Answer
  | { readonly kind: 'ready' }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'event'; readonly event: DeskEvent };
