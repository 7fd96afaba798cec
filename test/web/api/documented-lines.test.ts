import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { changeTicketState } from '../../../src/desk/tickets/change-ticket.ts';
import { openApi } from '../../support/api-client.ts';
import { hasCommand } from '../../support/recount.ts';
import { type ServedDesk, serveTicketDesk } from '../../support/served-desk.ts';
import type { Person } from '../../support/ticket-desk.ts';

// Each curl line of docs/api.md is run as it stands there, against a server: only the address, the number of the ticket and
// its ETag are those of the test.

const run = promisify(execFile);
const skip = hasCommand('curl') ? false : 'platform: curl is not installed';
const text = readFileSync('docs/api.md', 'utf8');
const lines = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, block = '']) =>
  block
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.startsWith('curl ')),
);

let desk: ServedDesk;
let admin: Person;
let token: string;
let folder: string;
before(async () => {
  desk = await serveTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
  await desk.deliver(
    'From: Carla <carla@customer.example>\r\nMessage-ID: <first@customer.example>\r\nSubject: Order 17\r\n\r\nWhere is it?\r\n',
  );
  folder = mkdtempSync(join(tmpdir(), 'postroom-lines-'));
  writeFileSync(join(folder, 'invoice.pdf'), '%PDF-');
  ({ token } = await openApi(desk, admin.id, ['tickets:read', 'tickets:write', 'send']));
});
after(async () => {
  rmSync(folder, { recursive: true });
  await desk.close();
});

async function findEtag(): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${desk.url}/api/v1/tickets/10001`, { headers });
  await answer.body?.cancel();
  return answer.headers.get('etag') ?? '';
}

/** What a line that is new in the document has to be given, too. */
const wanted: Readonly<Record<string, (body: never) => void>> = {
  'GET /tickets?state=open': ({ items }: { items: { number: number }[] }) =>
    assert.deepEqual(
      items.map(({ number }) => number),
      [10_001],
    ),
  'POST /tickets/10001/articles': (body: { direction: string; delivery: { state: string } }) =>
    assert.deepEqual([body.direction, body.delivery.state], ['out', 'queued']),
  'POST /tickets/10001/articles with files': (body: { attachments: { name: string; size: number }[] }) =>
    assert.deepEqual(
      body.attachments.map(({ name, size }) => [name, size]),
      [['invoice.pdf', 5]],
    ),
  'PATCH /tickets/10001': (body: { state: string; tags: string[] }) =>
    assert.deepEqual([body.state, body.tags], ['closed', ['shipped']]),
};

test('each curl line does what the document says', { skip }, async () => {
  assert.equal(lines.length, text.match(/\bcurl -/g)?.length, 'a line of curl stands outside of a block');
  const seen: string[] = [];
  await desk.door.as(admin.actor).call(changeTicketState, { ticketId: 1, state: 'open' });
  for (const line of lines) {
    const etag = await findEtag();
    const own = line
      .replace('http://localhost:8025', desk.url)
      .replace(/\/tickets\/\d+/, '/tickets/10001')
      .replace(/If-Match: "[^"]*"/, `If-Match: ${etag}`)
      .replace(/^curl/, "curl -sS -w '\\n%{http_code}'");
    const { stdout } = await run('sh', ['-c', own], { cwd: folder, env: { ...process.env, TOKEN: token } });
    const [body = '', status] = stdout.split(/\n(?=\d{3}$)/);
    assert.match(status ?? '', /^20[01]$/, `${line}: ${stdout}`);
    const method = /-X (\w+)/.exec(line)?.[1] ?? (/ -[dF] /.test(line) ? 'POST' : 'GET');
    const form = line.includes(' -F ') ? ' with files' : '';
    const name = `${method} ${own.slice(own.indexOf(desk.url) + desk.url.length).replace('/api/v1', '')}${form}`;
    assert.ok(wanted[name], `nothing says what is expected of: ${name}`);
    wanted[name]?.(JSON.parse(body) as never);
    seen.push(name);
  }
  assert.deepEqual(seen.sort(), Object.keys(wanted).sort());
});
