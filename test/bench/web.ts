import { parseArgs } from 'node:util';
import { startScaleApp } from '../support/scale-app.ts';
import { describeTimes } from '../support/times.ts';

// What each kind of page takes on a large data file, asked one after another. --data FILE takes the file of `scale`.

const { values } = parseArgs({
  options: {
    tickets: { type: 'string', default: '20000' },
    data: { type: 'string' },
    runs: { type: 'string', default: '30' },
  },
});
const tickets = Number(values.tickets);
const middle = 10_000 + Math.floor(tickets / 2);
const paths = [
  '/tickets',
  '/tickets?view=mine',
  '/tickets?view=unassigned',
  '/tickets?view=all',
  '/tickets?view=closed&group=3',
  `/tickets/${middle}`,
  `/tickets/${middle}/conversation`,
  '/tickets?q=linux',
  '/customers',
  '/customers?q=number77',
  '/customers?q=zzyzx',
  '/customers/77',
  '/customers/suggestions?to=number12',
  '/outbox',
  '/outbox?view=sent&q=linux',
  '/notifications',
  '/channels',
  '/channels/1',
  '/channels/1/deletion',
  '/settings/groups',
  '/settings/users',
  '/settings/filters',
  '/quarantine',
  '/account',
  '/metrics',
  '/readyz',
];
await using running = await startScaleApp(tickets, values.data);
const admin = await running.signIn();
const milliseconds: Record<string, object> = {};
for (const path of paths) {
  const times: number[] = [];
  let status = 0;
  for (let run = 0; run < Number(values.runs); run++) {
    const began = performance.now();
    const answer = await admin.get(path);
    await answer.arrayBuffer();
    times.push(performance.now() - began);
    status = answer.status;
  }
  milliseconds[path] = status === 200 ? describeTimes(times) : { status };
}
process.stdout.write(
  `${JSON.stringify({ benchmark: 'web', tickets, startMilliseconds: running.startMilliseconds, milliseconds })}\n`,
);
