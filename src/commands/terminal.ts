import type { Readable, Writable } from 'node:stream';

/** Where a command reads and writes: those of the process, or of whoever runs it inside another one. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** Text that others have chosen, in one line: names of people, files and mail must not steer the terminal. */
export function toOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]+/gu, ' ');
}
