import manifest from '../../package.json' with { type: 'json' };
import { readSibling } from '../sea.ts';
import type { Flags } from './command-line.ts';

/** @returns one line, or with --licenses the licences of everything inside. */
export function describeVersion(flags: Flags): string {
  const line = `postroom ${manifest.version} (Node ${process.versions.node})\n`;
  return flags.licenses === undefined ? line : `${line}\n${readSibling('THIRD-PARTY.txt')}`;
}
