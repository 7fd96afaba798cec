// Bundles test files beside the program and runs them:
// node scripts/run-tests.mjs [--filter PATTERN] [--minutes MOST-PER-FILE] [FILE…]
// With CI=true a skipped test is a failure, unless its reason starts with `platform:`.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { bundleForCheckout, sourceOption } from './bundle.mjs';
import { endpointVariable, serveChromium } from './chromium.mjs';
import { groupSupport, groupTests, writeGroup, writeNamed } from './group-tests.mjs';
import { findSource, nameSources } from './name-sources.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { filter: { type: 'string', multiple: true }, minutes: { type: 'string', default: '10' } },
});
const perTest = Number(values.minutes) * 60_000;
const isWhole = positionals.length === 0;
const files = isWhole ? globSync('test/**/*.test.{ts,tsx}').sort() : positionals;

mkdirSync('.build', { recursive: true });
const outdir = mkdtempSync(resolve('.build', 'tests-'));
const compiled = join(outdir, 'compiled');
/** In a whole run only the report names lines of the source: to read the maps takes a process longer than many files. */
const sourceOptions = isWhole ? [] : [sourceOption];
/** A small one is copied again and again by each thread that loads the program: a sixth of the processor time of a start. */
const youngGeneration = ['--min-semi-space-size=16', '--max-semi-space-size=16'];
/** As many threads of V8's own as there are processors to spare, as in the program: Node's four take a twelfth more on two. */
const ownThreads = '--v8-pool-size=0';
const scratch = findScratch();
const interruption = new AbortController();
let browser;
for (const [signal, code] of Object.entries({ SIGINT: 130, SIGTERM: 143 })) {
  process.once(signal, async () => {
    interruption.abort();
    await browser?.close();
    cleanUp();
    process.exit(code);
  });
}
const skipped = [];
const slow = [];
const perFile = [];
try {
  await bundle();
  // Those that are named run as if there were no others.
  if (!isWhole) await runBundles(files.map((file, index) => writeNamed(file, index, outdir)));
  else {
    browser = await serveChromium();
    await runBundles(groupTests(files).map((group, index) => writeGroup(group, index, outdir)));
  }
} finally {
  await browser?.close();
  cleanUp();
}
for (const list of [slow, perFile]) {
  for (const { name, seconds } of list.sort((a, b) => b.seconds - a.seconds).slice(0, 5)) {
    console.log(`${seconds.toFixed(1)} s: ${name}`);
  }
}
for (const { name, reason } of skipped) console.log(`*** SKIPPED: ${name} (${reason}) ***`);
const unexcused = skipped.filter(({ reason }) => !reason.startsWith('platform:'));
if (process.env.CI === 'true' && unexcused.length > 0) {
  console.error('Skipped tests are failures when CI=true.');
  process.exitCode = 1;
}

/**
 * Where the machine has room for it, what the tests write lies in memory: they commit thousands of times, and each
 * commit waits for the disk. @returns a folder for TMPDIR, or undefined for the usual one
 */
function findScratch() {
  const memory = '/dev/shm';
  if (process.env.TMPDIR !== undefined || !existsSync(memory)) return undefined;
  const { bavail, bsize } = statfsSync(memory);
  if (bavail * bsize < 4 * 1024 ** 3) return undefined;
  const folder = mkdtempSync(join(memory, 'postroom-'));
  // Dovecot's unprivileged processes pass through it.
  chmodSync(folder, 0o755);
  const program = join(folder, 'probe');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  if (spawnSync(program).status === 0) return folder;
  rmSync(folder, { recursive: true, force: true });
  return undefined;
}

function cleanUp() {
  for (const folder of [outdir, scratch]) {
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * What V8 has compiled is kept for those that start later. What the program starts has an environment without this run's
 * variables, and is killed more often than it ends by itself. @returns options for Node
 */
function keepCode() {
  const file = join(outdir, 'keep-code.cjs');
  const lines = [
    "const code = require('node:module');",
    `code.enableCompileCache(${JSON.stringify(compiled)});`,
    'setTimeout(() => code.flushCompileCache(), 2000).unref();',
  ];
  writeFileSync(file, lines.join('\n'));
  return [`--require=${file}`];
}

/** Tests that are named may run while the program itself does not build: most need only the files they import. */
async function bundle() {
  try {
    const options = isWhole ? [...keepCode(), ...youngGeneration] : sourceOptions;
    await bundleForCheckout([...files, ...groupSupport], outdir, { options });
  } catch (error) {
    if (isWhole) throw error;
    console.error('*** The program does not build; tests that start it will fail. ***');
    await bundleForCheckout([...files, ...groupSupport], outdir, { program: [], options: sourceOptions });
  }
}

function runBundles(bundles) {
  const tests = run({
    files: bundles,
    // Four more than there are processors: most files wait now and then.
    concurrency: Math.min(8, availableParallelism() + 4),
    timeout: perTest,
    signal: interruption.signal,
    // What a file has left open must not hold up those that share its process with it, nor the run.
    execArgv: [...sourceOptions, ...youngGeneration, ownThreads, '--test-force-exit'],
    env: {
      ...process.env,
      NODE_COMPILE_CACHE: compiled,
      ...(scratch === undefined ? {} : { TMPDIR: scratch }),
      ...(browser === undefined ? {} : { [endpointVariable]: browser.endpoint }),
    },
    ...(values.filter ? { testNamePatterns: values.filter.map((pattern) => new RegExp(pattern)) } : {}),
  });
  tests.on('test:fail', (failed) => {
    process.exitCode = 1;
    Object.assign(failed, findSource(failed.file, failed.line, failed.column));
    for (let { error } = failed.details; error instanceof Error; error = error.cause)
      Object.defineProperty(error, 'stack', { value: nameSources(String(error.stack)) });
  });
  for (const output of ['test:stdout', 'test:stderr']) {
    tests.on(output, (printed) => {
      printed.message = nameSources(printed.message);
    });
  }
  tests.on('test:pass', ({ name, skip, details }) => {
    if (skip !== undefined) skipped.push({ name, reason: skip === true ? 'no reason given' : String(skip) });
    else if (details.type === 'test' && details.duration_ms > 5000)
      slow.push({ name, seconds: details.duration_ms / 1000 });
  });
  tests.on('test:summary', ({ file, duration_ms }) => {
    if (file !== undefined) perFile.push({ name: relative(outdir, file), seconds: duration_ms / 1000 });
  });
  return new Promise((done, failed) => {
    tests
      .on('error', failed)
      .compose(spec)
      .on('error', failed)
      .on('end', done)
      .pipe(process.stdout, { end: false });
  });
}
