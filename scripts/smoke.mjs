// Starts the built executable in an empty folder, with an empty environment, and stops it again.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = resolve('dist', process.platform === 'win32' ? 'postroom.exe' : 'postroom');
const deadlineSeconds = 90;
const folder = mkdtempSync(join(tmpdir(), 'postroom-smoke-'));

try {
  expectAnswer(['version'], 0);
  expectAnswer(['--help'], 0);
  expectAnswer(['serve', '--no-such-flag'], 2);
  expectAnswer(['serve', '--data', join(folder, 'no', 'such', 'folder', 'postroom.db')], 1);
  await serveOnce();
  importOne();
  const left = readdirSync(folder);
  if (left.some((name) => name.endsWith('-wal') || name.startsWith('postroom-addon'))) {
    throw new Error(`a stop left ${left.join(', ')} behind`);
  }
  console.log(`smoke start: ${left.join(', ')} left, as it should be`);
} catch (error) {
  console.error(`smoke start failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The answer has to be short, without a stack trace. */
function expectAnswer(args, code) {
  const { status, stdout, stderr } = run(args);
  const text = `${stdout}${stderr}`.trim();
  const isOneLine = code === 0 || text.split('\n').length === 1;
  if (status !== code || text === '' || !isOneLine || /^\s+at /m.test(text)) {
    throw new Error(
      `postroom ${args.join(' ')} exited ${status}, not ${code} with one line, and said: ${text}`,
    );
  }
}

/** A parser process of its own has to read it. */
function importOne() {
  const path = join(folder, 'letter.eml');
  writeFileSync(path, 'From: Ada <ada@customer.example>\nSubject: Smoke\n\nIs there a fire?\n');
  const { status, stdout, stderr } = run(['import', path, '--json']);
  if (status !== 0 || JSON.parse(stdout).outcome !== 'opened') {
    throw new Error(`a letter was not imported: ${status} ${stdout}${stderr}`);
  }
  rmSync(path);
}

function run(args) {
  return spawnSync(program, args, {
    cwd: folder,
    env: {},
    encoding: 'utf8',
    timeout: deadlineSeconds * 1000,
  });
}

async function serveOnce() {
  const port = await findFreePort();
  const began = performance.now();
  const child = spawn(program, ['serve', '--port', String(port)], {
    cwd: folder,
    env: {},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const exit = new Promise((done) => child.on('exit', (code, signal) => done(code ?? signal)));
  try {
    for (const path of ['/healthz', '/readyz']) await waitForPage(`http://127.0.0.1:${port}${path}`, child);
    console.log(`ready after ${((performance.now() - began) / 1000).toFixed(2)} s`);
    child.kill('SIGTERM');
    const code = await withDeadline(exit, 'SIGTERM was not obeyed');
    if (code !== 0) throw new Error(`it exited ${code} after SIGTERM`);
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${error.message}; it said: ${Buffer.concat(output)}`, { cause: error });
  }
}

async function waitForPage(url, child) {
  const giveUp = performance.now() + deadlineSeconds * 1000;
  while (performance.now() < giveUp) {
    if (child.exitCode !== null) throw new Error(`it exited ${child.exitCode} before it answered`);
    const response = await fetch(url, { signal: AbortSignal.timeout(5000) }).catch((error) => error);
    if (response.status === 200) return;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error(`${url} did not answer 200 within ${deadlineSeconds} s`);
}

function findFreePort() {
  return new Promise((done, failed) => {
    const server = createServer().on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

function withDeadline(promise, sentence) {
  return new Promise((done, failed) => {
    const timer = setTimeout(() => failed(new Error(sentence)), deadlineSeconds * 1000);
    promise.then(done, failed).finally(() => clearTimeout(timer));
  });
}
