import type { LongReads } from '../db/long-reads.ts';

/** What the reader thread is started with. */
export interface ReaderOptions {
  readonly dataPath: string;
  readonly key: string | undefined;
}

export type ReadBody =
  | { readonly kind: 'stop' }
  | { readonly kind: 'read'; readonly name: keyof LongReads; readonly input: readonly unknown[] };
