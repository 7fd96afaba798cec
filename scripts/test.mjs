// Everything that says whether the tree is sound: format and lint, types, build, a smoke start of the executable, tests.
// A failed step does not keep the others from running; the exit code is 1 when any failed.
import { spawn } from 'node:child_process';

const started = performance.now();
const results = [];
const colors = `--colors=${process.stdout.isTTY ? 'force' : 'off'}`;

// All at once: each of them leaves a processor idle now and then.
await Promise.all([runTests(), checkText(), checkTypes(), buildAndStart()]);

console.log('');
for (const { name, isPassed, seconds } of results) {
  console.log(`${isPassed ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
}
const isSound = results.every((result) => result.isPassed);
console.log(`${isSound ? 'All is well' : 'Something failed'}, ${sinceStart(started).toFixed(0)} s in all.`);
process.exitCode = isSound ? 0 : 1;

function runTests() {
  return runStep('tests', ['scripts/run-tests.mjs'], { isLive: true });
}

function checkText() {
  const biome = 'node_modules/@biomejs/biome/bin/biome';
  return runStep('format and lint', [biome, 'ci', '--error-on-warnings', colors, '.']);
}

/** One checker takes half the processor time of the four that are usual, and the other processor is busy meanwhile. */
function checkTypes() {
  return runStep('types', ['node_modules/typescript/bin/tsc', '-p', '.', '--checkers', '1']);
}

async function buildAndStart() {
  if (await runStep('build', ['build.mjs', '--if-stale']))
    await runStep('smoke start', ['scripts/smoke.mjs']);
  else results.push({ name: 'smoke start', isPassed: false, seconds: 0 });
}

/** Runs a script with this Node; shows its output at its end, or as it comes when `isLive`. */
async function runStep(name, args, { isLive = false } = {}) {
  const began = performance.now();
  console.log(`… ${name}`);
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', isLive ? 'inherit' : 'pipe', isLive ? 'inherit' : 'pipe'],
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
  const code = await new Promise((done) =>
    child.on('close', done).on('error', (error) => done(error.message)),
  );
  const isPassed = code === 0;
  const seconds = sinceStart(began);
  results.push({ name, isPassed, seconds });
  process.stdout.write(Buffer.concat(output));
  console.log(`${isPassed ? '✔' : '✘'} ${name}: ${seconds.toFixed(1)} s`);
  return isPassed;
}

function sinceStart(from) {
  return (performance.now() - from) / 1000;
}
