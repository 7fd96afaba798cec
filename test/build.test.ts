import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { v8Options } from '../scripts/bundle.mjs';
import { buildExecutable } from '../scripts/executable.mjs';
import { getParts, hostTarget } from '../scripts/targets.mjs';

const fixtures = 'test/support/executable';
/** Prints V8's code of a script or, given that, whether V8 refuses it. */
const compileProbe = `
  const given = process.argv[1];
  const cachedData = given ? Buffer.from(given, 'hex') : undefined;
  const script = new vm.Script('(() => 1)()', { cachedData });
  given ? script.cachedDataRejected : script.createCachedData().toString('hex');
`;

describe('an executable in an empty folder, without a Node on the path', () => {
  let root: string;
  let home: string;
  let temporary: string;

  before(async () => {
    root = mkdtempSync(join(tmpdir(), 'postroom-build-'));
    home = join(root, 'home');
    temporary = join(root, 'tmp');
    for (const folder of [home, temporary]) mkdirSync(folder);
    const own = ['program', 'desk-thread', 'reader-thread'].map((name) => `${fixtures}/${name}.ts`);
    const entries = ['src/main.ts', ...own];
    await buildExecutable(hostTarget, join(root, 'probe'), entries);
    await buildExecutable(hostTarget, join(root, 'reproducible'), entries, true);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const run = (mode: string, folder = temporary, program = 'probe', words: string[] = []) => {
    const { status, signal, stdout, stderr } = spawnSync(join(root, program), [mode, ...words], {
      cwd: home,
      env: { TMPDIR: folder },
      encoding: 'utf8',
    });
    assert.equal(stderr, '');
    return { status, signal, facts: JSON.parse(stdout) };
  };

  test('two threads load one file, which is gone afterwards', () => {
    const { status, facts } = run('both');
    assert.equal(status, 0);
    assert.equal(facts.thread, 'wrote');
    assert.equal(facts.total, 50);
    assert.equal(facts.during.length, 1);
    assert.deepEqual(facts.loaded, [join(temporary, facts.during[0], 'libsql.node')]);
    assert.deepEqual(readdirSync(temporary), []);
  });

  test('V8 has its limits and takes the code caches; another build does without', () => {
    const { facts } = run('start');
    assert.deepEqual(facts.isTaken, [true, true]);
    assert.deepEqual(facts.isTakenLater, [true]);
    assert.deepEqual(facts.options, v8Options);
    assert.ok(facts.heapMegabytes >= 1024 && facts.heapMegabytes < 1100, String(facts.heapMegabytes));
    assert.equal(run('start', temporary, 'reproducible').facts.caches, 0);
    assert.equal(run('both', temporary, 'reproducible').facts.thread, 'wrote');
  });

  test('by these options Node takes the code that it has compiled of its own modules', () => {
    const take = (options: readonly string[], data: string) =>
      spawnSync(process.execPath, [...options, '-p', compileProbe, data], { encoding: 'utf8' }).stdout.trim();
    const made = take([], '');
    assert.equal(take(v8Options, made), 'false');
    assert.equal(take(['--no-turbofan'], made), 'true', 'the probe sees it where V8 does not');
  });

  test('an asset lies where the executable looks for it in its own file', (t) => {
    if (process.platform !== 'linux') return t.skip('platform: only Linux gives a process its own file');
    const { places } = run('start').facts;
    for (const name of ['desk-thread.js', 'program.js', 'program.cache']) assert.ok(places[name] > 0, name);
    const addon = readFileSync(getParts(hostTarget).addon);
    const found = readFileSync(join(root, 'probe')).subarray(places['libsql.node']);
    assert.equal(addon.equals(found.subarray(0, addon.length)), true);
  });

  test('no word of the command line is an option of the runtime: file names are hostile, too', () => {
    writeFileSync(join(home, 'index.js'), 'process.stdout.write("OWNED");');
    const word = '--node-options=--require=.';
    assert.deepEqual(run('start', temporary, 'probe', [word, '--inspect']).facts.words, [
      'start',
      word,
      '--inspect',
    ]);
    rmSync(join(home, 'index.js'));
  });

  test('a process that opens no data file loads and writes nothing', () => {
    const { status, facts } = run('lazy');
    assert.equal(status, 0);
    assert.deepEqual(facts.loaded, []);
    assert.equal(JSON.parse(facts.version).node, process.versions.node);
    assert.deepEqual(readdirSync(temporary), []);
  });

  test('a thread never writes a copy of its own', () => {
    const { facts } = run('unprepared');
    assert.match(facts.thread, /main thread did not prepare/);
    assert.deepEqual(readdirSync(temporary), []);
  });

  test('what a killed process left is removed by the next one', () => {
    assert.equal(run('killed').signal, 'SIGKILL');
    const left = readdirSync(temporary);
    assert.equal(left.length, 1);
    const { facts } = run('both');
    assert.deepEqual(facts.before, left);
    assert.equal(facts.during.length, 1);
    assert.notDeepEqual(facts.during, left);
    assert.deepEqual(readdirSync(temporary), []);
  });

  test('a temporary folder that forbids execution is passed over', (t) => {
    const folder = join(root, 'noexec');
    mkdirSync(folder);
    const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'noexec', 'tmpfs', folder]);
    if (mount.status !== 0)
      return t.skip('platform: only root on Linux can mount a folder without execution');
    try {
      const { status, facts } = run('both', folder);
      assert.equal(status, 0);
      assert.equal(facts.thread, 'wrote');
      assert.equal(facts.loaded.length, 1);
      assert.ok(facts.loaded[0].startsWith(home));
      assert.deepEqual([readdirSync(folder), readdirSync(home)], [[], ['probe.db']]);
    } finally {
      spawnSync('umount', [folder]);
    }
  });
});
