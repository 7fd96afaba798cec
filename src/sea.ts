import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { getAsset, getAssetKeys, getRawAsset, isSea } from 'node:sea';
import { pathToFileURL } from 'node:url';
import { Script } from 'node:vm';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** The folder of the sibling bundles in a checkout; set by the bundler, unused in the executable. */
declare const __LIB__: string;
/** What a checkout's processes are started with; the executable has its own inside. */
declare const __NODE_OPTIONS__: readonly string[];

/**
 * Runs the bundle `program`, or the one whose entry is `src/threads/<name>.ts`, in this process or thread.
 * The executable's are plain ASCII, so that V8 keeps them with one byte to a character and without a second copy.
 */
export async function runBundle(name: string): Promise<void> {
  if (!isSea()) return import(pathToFileURL(bundlePath(name)).href);
  const source = readAsset(`${name}.js`).toString('latin1');
  const cache = `${name}.cache`;
  const cachedData = getAssetKeys().includes(cache) ? readAsset(cache) : undefined;
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
  const program = [...__NODE_OPTIONS__, join(__LIB__, 'src', 'main.js')];
  return { command: process.execPath, args: [...program, ...args] };
}

/** @returns whether this is the executable, which has assets, and no checkout */
export function hasAssets(): boolean {
  return isSea();
}

/** Writes an asset of the executable to a new file. @throws {Error} of the file system */
export function writeAsset(name: string, path: string, mode: number): void {
  const to = openSync(path, 'wx', mode);
  try {
    for (const part of readParts(name, 256 * 1024)) writeWhole(to, part);
  } finally {
    closeSync(to);
  }
}

/** @returns the licence texts and version file that the build wrote beside the bundles. */
export function readSibling(name: string): string {
  return isSea() ? getAsset(name, 'utf8') : readFileSync(join(__LIB__, name), 'utf8');
}

/** @returns where a checkout's bundle of that entry lies. */
function bundlePath(name: string): string {
  return join(__LIB__, 'src', name === 'program' ? '' : 'threads', `${name}.js`);
}

function readAsset(name: string): Buffer {
  const [whole] = readParts(name, Number.POSITIVE_INFINITY);
  return whole ?? Buffer.alloc(0);
}

/**
 * An asset is mapped into memory, and what is read there stays in the process. So it is read from the executable's file where
 * the build has noted its place, and where the system gives that very file, whatever lies at its path by now.
 * @returns parts of at most so many bytes, each good until the next one is asked for
 */
function* readParts(name: string, mostBytes: number): Generator<Buffer> {
  const mapped = Buffer.from(getRawAsset(name));
  const place = findPlace(name);
  const file = place === undefined ? undefined : openOwnFile();
  if (place === undefined || file === undefined) return yield mapped;
  try {
    const part = Buffer.allocUnsafeSlow(Math.min(mostBytes, mapped.length));
    for (let at = 0; at < mapped.length; ) {
      const count = readSync(file, part, 0, Math.min(part.length, mapped.length - at), place + at);
      if (count === 0) throw new Error(`The executable ends before its asset ${name} does.`);
      yield part.subarray(0, count);
      at += count;
    }
  } finally {
    closeSync(file);
  }
}

/** @returns where in the executable's file the asset begins; undefined where the build has noted none */
function findPlace(name: string): number | undefined {
  if (!getAssetKeys().includes('places.json')) return undefined;
  return (JSON.parse(getAsset('places.json', 'utf8')) as Partial<Record<string, number>>)[name];
}

function openOwnFile(): number | undefined {
  try {
    return openSync('/proc/self/exe', 'r');
  } catch {
    return undefined;
  }
}

function writeWhole(to: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(to, bytes, at);
}
