// Kills, cuts and breaks an import hundreds of times and recounts: npm run test:faults [-- TEST-FILE…]
// `npm test` runs the same files for a short while. POSTROOM_TEST_SEED repeats a run with the seed that it printed.
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const given = process.argv.slice(2);
const files = given.length > 0 ? given : globSync('test/faults/*.test.ts').sort();
const folder = mkdtempSync(join(tmpdir(), 'postroom-faults-'));
const tally = join(folder, 'tally');
const args = ['scripts/run-tests.mjs', '--minutes', '60', ...files];
const env = { ...process.env, POSTROOM_FAULTS: 'long', POSTROOM_FAULTS_TALLY: tally };
const child = spawn(process.execPath, args, { stdio: 'inherit', env });
process.exitCode = await new Promise((done) => child.on('exit', (code) => done(code ?? 1)));

const sum = { crashes: 0, cuts: 0, messages: 0, lost: 0, doubled: 0, changed: 0 };
const lines = existsSync(tally) ? readFileSync(tally, 'utf8').trim().split('\n') : [];
for (const line of lines) {
  const each = JSON.parse(line);
  for (const name of Object.keys(sum)) sum[name] += each[name];
}
rmSync(folder, { recursive: true, force: true });
console.log(
  `${sum.crashes} crashes survived, ${sum.cuts} cuts survived, ${sum.messages} messages compared, ` +
    `lost ${sum.lost}, doubled ${sum.doubled}, changed ${sum.changed}`,
);
if (sum.lost + sum.doubled + sum.changed > 0 || lines.length === 0) process.exitCode = 1;
