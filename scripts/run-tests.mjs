// Bundles test files beside the program and runs them:
// node scripts/run-tests.mjs [--filter PATTERN] [--minutes MOST-PER-FILE] [FILE…]
// With CI=true a skipped test is a failure, unless its reason starts with `platform:`.
import { globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { bundleForCheckout } from './bundle.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { filter: { type: 'string', multiple: true }, minutes: { type: 'string', default: '2' } },
});
const perTest = Number(values.minutes) * 60_000;
const files = positionals.length > 0 ? positionals : globSync('test/**/*.test.{ts,tsx}').sort();

mkdirSync('.build', { recursive: true });
const outdir = mkdtempSync(resolve('.build', 'tests-'));
const skipped = [];
const slow = [];
try {
  await bundle();
  await runBundles(files.map((file) => join(outdir, file.replace(/\.tsx?$/, '.js'))));
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
for (const { name, seconds } of slow.sort((a, b) => b.seconds - a.seconds).slice(0, 5)) {
  console.log(`${seconds.toFixed(1)} s: ${name}`);
}
for (const { name, reason } of skipped) console.log(`*** SKIPPED: ${name} (${reason}) ***`);
const unexcused = skipped.filter(({ reason }) => !reason.startsWith('platform:'));
if (process.env.CI === 'true' && unexcused.length > 0) {
  console.error('Skipped tests are failures when CI=true.');
  process.exitCode = 1;
}

/** Tests that are named may run while the program itself does not build: most need only the files they import. */
async function bundle() {
  try {
    await bundleForCheckout(files, outdir);
  } catch (error) {
    if (positionals.length === 0) throw error;
    console.error('*** The program does not build; tests that start it will fail. ***');
    await bundleForCheckout(files, outdir, []);
  }
}

function runBundles(bundles) {
  const tests = run({
    files: bundles,
    concurrency: 2,
    timeout: perTest,
    execArgv: ['--enable-source-maps'],
    ...(values.filter ? { testNamePatterns: values.filter.map((pattern) => new RegExp(pattern)) } : {}),
  });
  tests.on('test:fail', () => {
    process.exitCode = 1;
  });
  tests.on('test:pass', ({ name, skip, details }) => {
    if (skip !== undefined) skipped.push({ name, reason: skip === true ? 'no reason given' : String(skip) });
    else if (details.type === 'test' && details.duration_ms > 5000)
      slow.push({ name, seconds: details.duration_ms / 1000 });
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
