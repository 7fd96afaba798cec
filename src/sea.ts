import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { getAsset, getAssetKeys, getRawAsset, isSea } from 'node:sea';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** The folder of the sibling bundles in a checkout; set by the bundler, unused in the executable. */
declare const __LIB__: string;
/** What the build gives the executable; a checkout's processes are started with it. */
declare const __V8_OPTIONS__: readonly string[];

/**
 * Runs the bundle `program`, or the one whose entry is `src/threads/<name>.ts`, in this process or thread.
 * The executable's are plain ASCII, so that V8 keeps them with one byte to a character and without a second copy.
 */
export async function runBundle(name: string): Promise<void> {
  if (!isSea()) return import(pathToFileURL(bundlePath(name)).href);
  const source = Buffer.from(getRawAsset(`${name}.js`)).toString('latin1');
  const cache = `${name}.cache`;
  const cachedData = getAssetKeys().includes(cache) ? Buffer.from(getRawAsset(cache)) : undefined;
  Object.assign(globalThis, { require: createRequire(process.execPath) });
  new Script(source, { filename: `${name}.js`, cachedData }).runInThisContext();
}

/** Starts the thread whose entry is `src/threads/<name>.ts`, from the executable or from the checkout's bundles. */
export function startThread(
  name: 'desk-thread' | 'file-thread' | 'reader-thread',
  options: Omit<WorkerOptions, 'resourceLimits' | 'eval' | 'argv'>,
): Worker {
  if (isSea()) return new Worker(getAsset('main.js', 'utf8'), { ...options, eval: true, argv: [name] });
  return new Worker(pathToFileURL(bundlePath(name)), options);
}

/** @returns the command line that starts this very program again with `args`. */
export function selfCommand(...args: string[]): { command: string; args: string[] } {
  if (isSea()) return { command: process.execPath, args };
  const program = [...__V8_OPTIONS__, '--enable-source-maps', join(__LIB__, 'src', 'main.js')];
  return { command: process.execPath, args: [...program, ...args] };
}

/** @returns an embedded binary asset, which must not be written to, or undefined in a checkout. */
export function embeddedAsset(name: string): Uint8Array | undefined {
  return isSea() ? new Uint8Array(getRawAsset(name)) : undefined;
}

/** @returns the licence texts and version file that the build wrote beside the bundles. */
export function readSibling(name: string): string {
  return isSea() ? getAsset(name, 'utf8') : readFileSync(join(__LIB__, name), 'utf8');
}

/** @returns where a checkout's bundle of that entry lies. */
function bundlePath(name: string): string {
  return join(__LIB__, 'src', name === 'program' ? '' : 'threads', `${name}.js`);
}
