import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { Webhook } from 'standardwebhooks';
import { putAlertSettings } from '../../../src/db/alerts.ts';
import { getWebhook } from '../../../src/db/webhooks.ts';
import { sendTestAlert } from '../../../src/desk/telling/deliver-alerts.ts';
import { saveWebhook } from '../../../src/desk/telling/save-webhook.ts';
import { tellWebhooks } from '../../../src/desk/telling/tell-webhooks.ts';
import { changeTicketPriority } from '../../../src/desk/tickets/change-ticket.ts';
import { defaultAlertSettings } from '../../../src/domain/alert-settings.ts';
import { createWebhookSecret } from '../../../src/domain/webhook.ts';
import { openApi } from '../../support/api-client.ts';
import { hasCommand } from '../../support/recount.ts';
import { type ServedDesk, serveTicketDesk } from '../../support/served-desk.ts';
import type { Person } from '../../support/ticket-desk.ts';

// What docs/webhooks.md shows is what is sent, and what it tells a receiver to do takes what is sent.

const text = readFileSync('docs/webhooks.md', 'utf8');
const blocksOf = (language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(
    ([, block = '']) => block,
  );

let desk: ServedDesk;
let admin: Person;
let folder: string;
const calls: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
const receiver = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk));
  request.on('end', () => {
    calls.push({ path: request.url ?? '', headers: request.headers, body });
    response.writeHead(204).end();
  });
});
let webhookId: number;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'postroom-webhooks-'));
  desk = await serveTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  const door = desk.door.as(admin.actor);
  await desk.deliver('From: Carla <carla@customer.example>\r\nSubject: Printer\r\n\r\nIt burns\r\n');
  for (const shape of ['standard', 'slack', 'mattermost', 'teams'] as const) {
    const url = `http://127.0.0.1:${port}/${shape}`;
    const kinds = ['ticket.priority_changed'];
    const made = await door.call(saveWebhook, { name: shape, url, kinds, shape, allowsPrivate: true });
    if (shape === 'standard') webhookId = made.id;
  }
  await door.call(changeTicketPriority, { ticketId: 1, priority: 'high' });
  await tellWebhooks(desk.desk, { stopping: new AbortController().signal, beat: () => undefined });
});
after(async () => {
  rmSync(folder, { recursive: true });
  receiver.closeAllConnections();
  receiver.close();
  await desk.close();
});

const callTo = (shape: string) => {
  const call = calls.find(({ path }) => path === `/${shape}`);
  assert.ok(call !== undefined, shape);
  return call;
};

test('the sample is what is sent, but for the numbers and the time', () => {
  const [shown] = blocksOf('json').map((block) => JSON.parse(block));
  const sent = JSON.parse(callTo('standard').body);
  for (const each of [shown, sent]) {
    assert.equal(new Date(each.timestamp).toISOString(), each.timestamp);
    for (const name of ['id', 'ticketId']) assert.ok(Number.isInteger(each.data[name]), name);
    assert.ok(Number.isInteger(each.data.actor.userId));
    assert.ok(each.data.ticket.url.endsWith(`/tickets/${each.data.ticket.number}`));
    each.timestamp = '';
    Object.assign(each.data, { id: 0, ticketId: 0 });
    each.data.actor.userId = 0;
    Object.assign(each.data.ticket, { number: 0, url: '' });
  }
  assert.deepEqual(shown, sent);
  assert.deepEqual(JSON.stringify(shown), JSON.stringify(sent), 'in the same order');
});

test('the sample of an alert is what is sent, and its codes are those that there are', async () => {
  const { port } = receiver.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/alerts`;
  const way = { route: 'webhook', url, secret: createWebhookSecret(), allowsPrivate: true } as const;
  await desk.desk.write((tx) => putAlertSettings(tx, { ...defaultAlertSettings, ...way }));
  await desk.door.as(admin.actor).call(sendTestAlert, {});
  const { headers, body } = callTo('alerts');
  const [, shown] = blocksOf('json').map((block) => JSON.parse(block));
  const sent = JSON.parse(body);
  assert.equal(headers['webhook-id'], sent.id);
  for (const each of [shown, sent]) {
    assert.equal(new Date(each.at).toISOString(), each.at);
    each.id = each.id.replace(/\d+/g, '');
    each.at = '';
    each.text = each.text.replace(/https?:\S+/, '');
  }
  assert.equal(JSON.stringify(shown), JSON.stringify(sent));
  const type = readFileSync('src/domain/alert-news.ts', 'utf8').split('interface NamedChannel')[0] ?? '';
  const codes = [...type.matchAll(/readonly code: ([^;}]+)/g)].flatMap(
    ([, list = '']) => list.match(/\w+/g) ?? [],
  );
  assert.ok(codes.length > 10, codes.join());
  const told = /`code` says of what: ([\s\S]*?)\. `subject`/.exec(text)?.[1]?.match(/\w+/g) ?? [];
  // Words that an older version has stored have no code of their own.
  assert.deepEqual(told.sort(), codes.filter((code) => code !== 'words').sort());
});

test('the receiver that it shows takes what is sent, and nothing that was changed', async () => {
  const [byHand = '', byLibrary = ''] = blocksOf('js');
  const path = join(folder, 'receiver.mjs');
  writeFileSync(path, byHand);
  const { isFromPostroom } = await import(pathToFileURL(path).href);
  const { headers, body } = callTo('standard');
  const { secret } = await getWebhook(desk.desk.read, webhookId);
  assert.equal(isFromPostroom(secret, headers, body), true);
  assert.equal(isFromPostroom(secret, headers, `${body} `), false);
  assert.equal(isFromPostroom(`whsec_${Buffer.alloc(24).toString('base64')}`, headers, body), false);
  const old = { ...headers, 'webhook-timestamp': String(Number(headers['webhook-timestamp']) - 301) };
  assert.equal(isFromPostroom(secret, old, body), false);
  assert.match(byLibrary, /new Webhook\(secret\)\.verify\(body, headers\)/);
  assert.ok(new Webhook(secret).verify(body, headers as Record<string, string>));
});

test('chats get what the table shows', () => {
  const shown = /^\| `slack` \| `(.*?)` \|/m.exec(text)?.[1]?.replace('\\|', '|') ?? '';
  const { number, url } = JSON.parse(callTo('standard').body).data.ticket;
  const filled = shown.replace('URL', url).replace('10023', number);
  assert.deepEqual(JSON.parse(callTo('slack').body), JSON.parse(filled));
  assert.deepEqual(Object.keys(JSON.parse(callTo('mattermost').body)), ['text']);
  assert.ok(JSON.parse(callTo('mattermost').body).text.endsWith(`\n${url}`));
  assert.deepEqual(JSON.parse(callTo('teams').body).attachments[0].content.actions[0].title, 'Open');
});

test('the line of curl makes one', {
  skip: hasCommand('curl') ? false : 'platform: curl is not installed',
}, async () => {
  const { token } = await openApi(desk, admin.id, ['settings']);
  const [line = ''] = blocksOf('sh');
  const own = line.replace('http://localhost:8025', desk.url).replace('shop.example.com', '1.1.1.1');
  const { stdout } = await promisify(execFile)('sh', ['-c', own], { env: { ...process.env, TOKEN: token } });
  assert.match(JSON.parse(stdout).secret, /^whsec_/);
});
