import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { getAsset, isSea } from 'node:sea';
import { pathToFileURL } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** The folder of the sibling bundles in a checkout; set by the bundler, unused in the executable. */
declare const __LIB__: string;

/** Starts the thread whose entry is `src/<name>.ts`, from the executable or from the checkout's bundles. */
export function startThread(
  name: 'desk-thread' | 'file-thread' | 'reader-thread',
  options: Omit<WorkerOptions, 'resourceLimits' | 'eval'>,
): Worker {
  const limited = { ...options, resourceLimits };
  if (isSea()) return new Worker(getAsset(`${name}.cjs`, 'utf8'), { ...limited, eval: true });
  return new Worker(pathToFileURL(join(__LIB__, 'src', `${name}.js`)), limited);
}

/**
 * The young generation of V8 would grow to 48 MB in each thread before it is looked through; the smaller one takes no
 * measurable time, and 50 MB less while mail is imported.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 12 };

/** @returns the command line that starts this very program again with `args`. */
export function selfCommand(...args: string[]): { command: string; args: string[] } {
  if (isSea()) return { command: process.execPath, args };
  return {
    command: process.execPath,
    args: ['--enable-source-maps', join(__LIB__, 'src', 'main.js'), ...args],
  };
}

/** @returns an embedded binary asset, or undefined in a checkout. */
export function embeddedAsset(name: string): Uint8Array | undefined {
  return isSea() ? new Uint8Array(getAsset(name)) : undefined;
}

/** @returns the licence texts and version file that the build wrote beside the bundles. */
export function readSibling(name: string): string {
  return isSea() ? getAsset(name, 'utf8') : readFileSync(join(__LIB__, name), 'utf8');
}
