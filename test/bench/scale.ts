import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openReader } from '../../src/db/care/open.ts';
import { searchTickets } from '../../src/db/search.ts';
import { makeScaleFile } from '../support/scale-file.ts';
import { describeTimes } from '../support/times.ts';

// A data file with very many tickets, and what searches cost in it. --data FILE keeps it, for this and the other benchmarks.

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '20000' },
    data: { type: 'string' },
    characters: { type: 'string', default: '900' },
    runs: { type: 'string', default: '15' },
  },
});
const tickets = Number(values.tickets);
const runs = Number(values.runs);
const folder = mkdtempSync(join(tmpdir(), 'postroom-scale-'));
const path = values.data ?? join(folder, 'postroom.db');
const searches = [
  'linux',
  'the',
  'lin',
  'con',
  'comm',
  'free money',
  'list mail razor',
  '"linux kernel"',
  'from:customer77',
  'customer:number500 linux',
  'linux -kernel',
  'linux has:attachment',
  'has:attachment',
  'linux after:2024-01-02',
  'linux before:2021-06',
  'after:2024-06 before:2024-07',
  'state:open owner:nobody',
  'linux tag:rare',
  'the tag:rare',
  'tag:urgent',
  'linux group:"group 3" state:open',
  '-linux',
  '#10500',
  'zzyzx',
];
const made = existsSync(path)
  ? undefined
  : await makeScaleFile(path, tickets, { characters: Number(values.characters) });
const reader = await openReader({ path });
const milliseconds: Record<string, object> = {};
for (const input of searches) {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    await searchTickets(reader.read, { userId: 1, isAdmin: true }, { input, limit: 50 });
    times.push(performance.now() - began);
  }
  milliseconds[input] = describeTimes(times);
}
reader.close();
process.stdout.write(
  `${JSON.stringify({ benchmark: 'scale', tickets, ...made, fileMiB: Math.round(statSync(path).size / 2 ** 20), milliseconds })}\n`,
);
rmSync(folder, { recursive: true, force: true });
