// Kills, cuts and breaks an import hundreds of times and recounts: npm run test:faults [-- TEST-FILE…]
// `npm test` runs the same files for a short while. POSTROOM_TEST_SEED repeats a run with the seed that it printed.
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const given = process.argv.slice(2);
/** Of these, too, `npm test` runs a share: of the bits that flip, of the corpus, and of what is looked at on pages. */
const sampled = [
  'test/db/care/seals.test.ts',
  'test/e2e/pages.test.ts',
  'test/mail/corpus-charsets.test.ts',
  'test/mail/corpus.test.ts',
];
const files = given.length > 0 ? given : [...globSync('test/faults/*.test.ts').sort(), ...sampled];
const folder = mkdtempSync(join(tmpdir(), 'postroom-faults-'));
const tally = join(folder, 'tally');
const args = ['scripts/run-tests.mjs', '--minutes', '60', ...files];
const env = { ...process.env, POSTROOM_FAULTS: 'long', POSTROOM_FAULTS_TALLY: tally };
const child = spawn(process.execPath, args, { stdio: 'inherit', env });
process.exitCode = await new Promise((done) => child.on('exit', (code) => done(code ?? 1)));

const rows = new Map();
const lines = existsSync(tally) ? readFileSync(tally, 'utf8').trim().split('\n') : [];
for (const line of lines) {
  const { fault, recoveredSeconds, ...counts } = JSON.parse(line);
  const row = rows.get(fault) ?? { tries: 0, lost: 0, doubled: 0, changed: 0, recoveredSeconds: 0 };
  for (const [name, count] of Object.entries(counts)) row[name] += count;
  row.recoveredSeconds = Math.max(row.recoveredSeconds, recoveredSeconds);
  rows.set(fault, row);
}
rmSync(folder, { recursive: true, force: true });
const widest = Math.max(5, ...[...rows.keys()].map((fault) => fault.length));
const heads = ['tries', 'lost', 'doubled', 'changed', 'recovered after'];
console.log(`\n${['fault'.padEnd(widest), ...heads].join('  ')}`);
for (const [fault, { recoveredSeconds, ...counts }] of rows) {
  const cells = [...Object.values(counts).map(String), `${recoveredSeconds.toFixed(1)} s`];
  console.log([fault.padEnd(widest), ...cells.map((cell, at) => cell.padStart(heads[at].length))].join('  '));
}
const isHarmed = [...rows.values()].some(({ lost, doubled, changed }) => lost + doubled + changed > 0);
if (isHarmed || rows.size === 0) process.exitCode = 1;
