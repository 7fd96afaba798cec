// Benchmarks, one JSON line each: npm run bench -- [NAME…] [--messages N]. A name is a file of test/bench/.
// Without a name all run but `mailbox` and `attacks`, which take many minutes; `attacks` needs the built executable.
import { spawn } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { bundleForCheckout } from './bundle.mjs';

const known = globSync('test/bench/*.ts')
  .filter((path) => !/everyday-|attack-|import-|care-|channels-|viewers-|web-/.test(path))
  .map((path) => basename(path, '.ts'));
const args = process.argv.slice(2);
const optionsFrom = args.findIndex((arg) => arg.startsWith('--'));
const named = optionsFrom < 0 ? args : args.slice(0, optionsFrom);
const options = optionsFrom < 0 ? [] : args.slice(optionsFrom);
const unknown = named.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark "${unknown[0]}"; expected some of: ${known.join(', ')}.`);
  process.exit(2);
}

/** What a benchmark starts as a process of its own. */
const programsOf = {
  'test/bench/attacks.ts': ['test/bench/attack-attacker.ts'],
  'test/bench/channels.ts': ['test/bench/channels-server.ts'],
  'test/bench/import.ts': ['test/bench/import-once.ts'],
  'test/bench/viewers.ts': ['test/bench/viewers-crowd.ts'],
  'test/bench/web.ts': ['test/bench/web-mail.ts'],
};
/** Whoever asks must not stand still himself: V8 looked through his old memory each second, 25 ms of which stood in what he measured. */
const v8Options = ['--min-semi-space-size=16', '--heap-growing-percent=400'];
mkdirSync('.build', { recursive: true });
const outdir = mkdtempSync(resolve('.build', 'bench-'));
try {
  const names = named.length > 0 ? named : known.filter((name) => name !== 'mailbox' && name !== 'attacks');
  const files = names.map((name) => `test/bench/${name}.ts`);
  const programs = files.flatMap((file) => programsOf[file] ?? []);
  await bundleForCheckout([...files, ...programs], outdir);
  for (const file of files) await run(join(outdir, file.replace(/\.ts$/, '.js')));
} finally {
  rmSync(outdir, { recursive: true, force: true });
}

function run(file) {
  const child = spawn(process.execPath, [...v8Options, '--enable-source-maps', file, ...options], {
    stdio: 'inherit',
  });
  return new Promise((done) => {
    child.on('exit', (code) => {
      if (code !== 0) process.exitCode = 1;
      done();
    });
  });
}
