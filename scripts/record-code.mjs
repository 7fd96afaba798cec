// Finds what V8 compiles while the program starts, so that the executable need not compile it again at each start.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Script } from 'node:vm';
import { v8Options } from './bundle.mjs';

/** The bundles whose threads every start waits for. */
const recorded = ['program', 'desk-thread'];
export const recorder = 'scripts/recording-main.cjs';
/** A build beside much else takes its time. */
const deadlineMilliseconds = 300_000;

/** What the recorder is told: the folders of the bundles and of what is kept. */
export function recordingEnvironment(from, to) {
  return { RECORD_FROM: from, RECORD_TO: to };
}

/**
 * Starts the program once with an empty data file, until it is ready.
 * @param {Record<string, string>} assets absolute paths by name, the native addon among them
 * @param {string} folder an existing one, where files may be left
 * @returns {Promise<Record<string, string>>} `<name>.cache` for each bundle that was recorded
 * @throws {Error} with what the program said, where it did not start
 */
export async function recordCode(assets, folder) {
  const [from, to] = [join(folder, 'recorded-assets'), join(folder, 'recorded')];
  for (const each of [from, to]) mkdirSync(each);
  for (const [name, path] of Object.entries(assets)) copyFileSync(path, join(from, name));
  copyFileSync(recorder, join(from, 'main.js'));
  const words = ['serve', '--data', join(to, 'postroom.db'), '--port', '0'];
  const child = spawn(process.execPath, [...v8Options, resolve(recorder), ...words], {
    env: { ...recordingEnvironment(from, to), TMPDIR: to },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const said = () => Buffer.concat(output).toString();
  const exited = once(child, 'exit');
  try {
    await until(child, said, () => said().includes('Postroom is at '));
    const url = /Postroom is at (\S+)/.exec(said())[1];
    if (!(await fetch(`${url}/readyz`)).ok) throw new Error(`The program is not ready: ${said()}`);
    writeFileSync(join(to, 'now'), '');
    const paths = recorded.map((name) => join(to, `${name}.cache`));
    await until(child, said, () => paths.every((path) => existsSync(path)));
    for (const path of paths) assertTaken(assets[basename(path).replace(/cache$/, 'js')], path);
    return Object.fromEntries(paths.map((path) => [basename(path), path]));
  } finally {
    child.kill('SIGTERM');
    await exited;
  }
}

async function until(child, said, isTrue) {
  const deadline = performance.now() + deadlineMilliseconds;
  while (!isTrue()) {
    const isOver = child.exitCode !== null || child.signalCode !== null || performance.now() > deadline;
    if (isOver) throw new Error(`The program that is to be recorded did not start: ${said()}`);
    await wait(10);
  }
}

/** V8 says nothing where it cannot use a cache; the program would only be slow. */
export function assertTaken(source, path) {
  const cachedData = readFileSync(path);
  // By a name that it was compiled under before, V8 finds it in its own memory, and does not look at the cache.
  const filename = `${basename(source)} ${randomUUID()}`;
  const script = new Script(readFileSync(source, 'latin1'), { filename, cachedData });
  if (script.cachedDataRejected !== false)
    throw new Error(`V8 does not take the code recorded for ${basename(source)}.`);
}
