import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { getAsset, getAssetKeys, getRawAsset, isSea } from 'node:sea';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** The folder of the sibling bundles in a checkout; set by the bundler, unused in the executable. */
declare const __LIB__: string;

/**
 * Runs the bundle whose entry is `src/<name>.ts` in this process or thread.
 * The executable's are plain ASCII, so that V8 keeps them with one byte to a character and without a second copy.
 */
export async function runBundle(name: string): Promise<void> {
  if (!isSea()) return import(pathToFileURL(join(__LIB__, 'src', `${name}.js`)).href);
  const source = Buffer.from(getRawAsset(`${name}.js`)).toString('latin1');
  const cache = `${name}.cache`;
  const cachedData = getAssetKeys().includes(cache) ? Buffer.from(getRawAsset(cache)) : undefined;
  Object.assign(globalThis, { require: createRequire(process.execPath) });
  new Script(source, { filename: `${name}.js`, cachedData }).runInThisContext();
}

/** Starts the thread whose entry is `src/<name>.ts`, from the executable or from the checkout's bundles. */
export function startThread(
  name: 'desk-thread' | 'file-thread' | 'reader-thread',
  options: Omit<WorkerOptions, 'resourceLimits' | 'eval' | 'argv'>,
): Worker {
  const limited = { ...options, resourceLimits };
  if (isSea()) return new Worker(getAsset('main.js', 'utf8'), { ...limited, eval: true, argv: [name] });
  return new Worker(pathToFileURL(join(__LIB__, 'src', `${name}.js`)), limited);
}

/**
 * The young generation of V8 would grow to 48 MB in each thread before it is looked through; the smaller one takes no
 * measurable time, and 50 MB less while mail is imported. The other limit is far above what any thread needs; the nearer it
 * is, the sooner V8 looks through what is old.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 1024 };

export interface Command {
  readonly command: string;
  readonly args: string[];
}

/** @returns the command line that starts this very program again with `args`. */
export function selfCommand(...args: string[]): Command {
  if (isSea()) return { command: process.execPath, args };
  const program = ['--enable-source-maps', join(__LIB__, 'src', 'main.js')];
  return { command: process.execPath, args: [...program, ...args] };
}

/**
 * @param maxOldSpaceMb V8's own limit, below the one of the watchdog, which counts the whole process with its Buffers
 * @returns the command line that starts a parser process
 */
export function parserCommand(maxOldSpaceMb: number): Command {
  // A young generation of the usual size would cost 30 MB and save no time.
  const limits = [`--max-old-space-size=${maxOldSpaceMb}`, '--max-semi-space-size=4'];
  const { command, args } = selfCommand('parser');
  return { command, args: isSea() ? [`--node-options=${limits.join(' ')}`, ...args] : [...limits, ...args] };
}

/** @returns an embedded binary asset, which must not be written to, or undefined in a checkout. */
export function embeddedAsset(name: string): Uint8Array | undefined {
  return isSea() ? new Uint8Array(getRawAsset(name)) : undefined;
}

/** @returns the licence texts and version file that the build wrote beside the bundles. */
export function readSibling(name: string): string {
  return isSea() ? getAsset(name, 'utf8') : readFileSync(join(__LIB__, name), 'utf8');
}
