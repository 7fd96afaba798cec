import type { LongReads } from '../db/long-reads.ts';
import type { PlainError } from './desk-protocol.ts';

/** What the reader thread is started with. */
export interface ReaderOptions {
  readonly dataPath: string;
  readonly key: string | undefined;
}

export type ReadRequest =
  | { readonly kind: 'stop' }
  | {
      readonly kind: 'read';
      readonly id: number;
      readonly name: keyof LongReads;
      readonly input: readonly unknown[];
    };

export type ReadAnswer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly error: PlainError };
