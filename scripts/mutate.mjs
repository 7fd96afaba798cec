// Takes the defences of scripts/defences.mjs out, one by one, in a copy of the sources, and runs the test that has to
// notice: node scripts/bootstrap.mjs scripts/mutate.mjs [--minutes MOST-FOR-EACH] [WORDS-OF-A-DEFENCE…]
// A test that hangs has noticed nothing; on a busy machine give each more than five minutes. Ends with 1 when a defence is missed, or is not where the list says.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defences } from './defences.mjs';

const copied = [
  'src',
  'views',
  'test',
  'migrations',
  'scripts',
  'docs',
  'LICENSE',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];
const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: 'string', default: '5' } },
});
const patience = Number(values.minutes) * 60_000;

const folder = mkdtempSync(join(tmpdir(), 'postroom-mutate-'));
const missed = [];
try {
  for (const name of copied) cpSync(name, join(folder, name), { recursive: true });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const chosen = defences.filter(
    ({ defence }) => wanted.length === 0 || wanted.some((words) => defence.includes(words)),
  );
  for (const each of chosen) {
    const outcome = tryWithout(each);
    if (outcome !== 'caught') missed.push(each.defence);
    console.log(`${outcome}: ${each.defence} (${each.test})`);
  }
  console.log(`${chosen.length - missed.length} of ${chosen.length} caught`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed.length === 0 ? 0 : 1;

function tryWithout({ changes, test }) {
  const originals = new Map(changes.map(([file]) => [file, readFileSync(file, 'utf8')]));
  const changed = new Map(originals);
  for (const [file, from, to] of changes) {
    const text = changed.get(file);
    if (text.split(from).length !== 2) return `NOT FOUND ONCE in ${file}`;
    changed.set(file, text.split(from).join(to));
  }
  for (const [file, text] of changed) writeFileSync(join(folder, file), text);
  try {
    return judge(test);
  } finally {
    for (const [file, text] of originals) writeFileSync(join(folder, file), text);
  }
}

function judge(test) {
  const { status, error, stdout } = spawnSync(process.execPath, ['scripts/run-tests.mjs', test], {
    cwd: folder,
    timeout: patience,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error?.code === 'ETIMEDOUT') return 'HUNG';
  // A source that does not build is no test that has noticed.
  if (!/^ℹ tests [1-9]/m.test(stdout)) return 'RAN NOTHING';
  return status === 0 ? 'MISSED' : 'caught';
}
