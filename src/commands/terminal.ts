import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes: those of the process, or of whoever runs it inside another one. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}
