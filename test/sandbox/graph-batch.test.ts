import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { encodeMessageId } from '../../src/sandbox/graph-ids.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/tenant.ts';
import { createGraphClient, errorOf, type GraphClient, giveToken } from './graph-support.ts';
import { plainMail } from './imap-support.ts';

const address = 'support@brightwater.example';
const shared = 'info@brightwater.example';
let sandbox: Sandbox;
let graph: GraphClient;

before(async () => {
  sandbox = await startSandbox({ sampleMessages: 0 });
  graph = createGraphClient(sandbox, giveToken(sandbox, address, ['Mail.ReadWrite', 'User.Read']));
});
after(async () => {
  graph.close();
  await sandbox.stop();
});
afterEach(() => sandbox.faults.clear());

interface Item {
  id: string;
  status: number;
  headers: Record<string, string>;
  body: Record<string, unknown>;
}

async function batch(requests: Record<string, unknown>[]): Promise<Map<string, Item>> {
  const { status, json } = await graph.ask('$batch', { method: 'POST', body: { requests } });
  assert.equal(status, 200);
  return new Map((json.responses as Item[]).map((each) => [each.id, each]));
}

test('a batch: a status for each, in any order, what depends on a failure fails', async () => {
  const mailbox = sandbox.mailboxes.get(address);
  assert.ok(mailbox);
  const message = mailbox.append(mailbox.folderOf('inbox'), plainMail('Batch'));
  const id = encodeMessageId(mailbox, message, true);
  const json = { 'Content-Type': 'application/json' };
  const items = await batch([
    {
      id: 'a',
      method: 'PATCH',
      url: `/users/${address}/messages/${id}`,
      headers: json,
      body: { isRead: true },
    },
    { id: 'b', method: 'GET', url: `users/${address}/messages/AAAA` },
    {
      id: 'c',
      method: 'POST',
      url: `/me/messages/${id}/move`,
      headers: json,
      body: { destinationId: 'archive' },
      dependsOn: ['a'],
    },
    { id: 'd', method: 'GET', url: '/me/mailFolders/inbox', dependsOn: ['b'] },
    { id: 'e', method: 'GET', url: `/me/messages/${id}/$value` },
  ]);
  const statuses = ['a', 'b', 'c', 'd', 'e'].map((each) => items.get(each)?.status);
  assert.deepEqual(statuses, [200, 400, 201, 424, 200]);
  assert.ok(message.flags.has('\\Seen'));
  assert.equal(mailbox.folderOf('archive').messages.length, 1);
  assert.match(Buffer.from(String(items.get('e')?.body), 'base64').toString(), /Subject: Batch/);
});

test('an item is throttled inside of a 200, and a batch has its own limits', async () => {
  sandbox.faults.set(address, { kind: 'graph-throttled', times: 1, value: 7, command: 'folder' });
  const get = (id: string) => ({ id, method: 'GET', url: '/me/mailFolders/inbox' });
  const items = await batch([get('1'), get('2')]);
  const [throttled] = [...items.values()].filter(({ status }) => status === 429);
  assert.equal(throttled?.headers['Retry-After'], '7');
  sandbox.graph.settings.delayMs = 5;
  const twenty = await batch(Array.from({ length: 20 }, (_, n) => get(`${n}`)));
  sandbox.graph.settings.delayMs = 0;
  assert.ok(
    [...twenty.values()].every(({ status }) => status === 200),
    'four run at once',
  );
  const refused = [
    Array.from({ length: 21 }, (_, n) => get(`${n}`)),
    [get('1'), get('1')],
    [{ ...get('1'), dependsOn: ['2'] }],
    [{ ...get('1'), url: `${sandbox.graph.urls.graph}/v1.0/me` }],
    [],
  ];
  for (const requests of refused) {
    assert.equal((await graph.ask('$batch', { method: 'POST', body: { requests } })).status, 400);
  }
});

test('a token is looked at before anything else, and then the mailbox', async () => {
  const ask = async (token: string, path: string) => {
    const client = createGraphClient(sandbox, token);
    const reply = await client.ask(path);
    client.close();
    return [reply.status, errorOf(reply)?.code];
  };
  const own = (scopes: string[], upn: string | undefined = address) => giveToken(sandbox, upn, scopes);
  const inbox = 'mailFolders/inbox';
  const mail = giveToken(sandbox, address, ['IMAP.AccessAsUser.All'], 'https://outlook.office.com');
  const rows: [string, string, number, string | undefined][] = [
    ['nonsense', `me/${inbox}`, 401, 'InvalidAuthenticationToken'],
    [mail, `me/${inbox}`, 401, 'InvalidAuthenticationToken'],
    [own(['Mail.Send']), `me/${inbox}`, 403, 'ErrorAccessDenied'],
    [own(['Mail.Read']), `users/${address.toUpperCase()}/${inbox}`, 200, undefined],
    [own(['Mail.Read']), `USERS/help@brightwater.example/mailfolders('InBox')`, 200, undefined],
    [own(['Mail.Read']), `users/5e0a9c3b-6d1f-4b7e-8c21-000000000001/${inbox}`, 200, undefined],
    [own(['Mail.Read']), `users/${address}%2FmailFolders%2Finbox`, 200, undefined],
    [own(['Mail.ReadWrite']), `users/${shared}/${inbox}`, 403, 'ErrorAccessDenied'],
    [own(['Mail.ReadWrite.Shared']), `users/${shared}/${inbox}`, 200, undefined],
    [own(['Mail.ReadWrite.Shared']), `users/billing@brightwater.example/${inbox}`, 404, 'ErrorItemNotFound'],
    [own(['Mail.Read']), `users/nobody@brightwater.example/${inbox}`, 404, 'ErrorInvalidUser'],
    [
      own(['Mail.Read']),
      `users/nina.volkov@brightwater.example/${inbox}`,
      404,
      'MailboxNotEnabledForRESTAPI',
    ],
    [giveToken(sandbox, undefined, ['Mail.ReadWrite']), `users/${shared}/${inbox}`, 200, undefined],
    [giveToken(sandbox, undefined, ['Mail.ReadWrite']), `me/${inbox}`, 400, 'BadRequest'],
    [giveToken(sandbox, undefined, []), `users/${shared}/${inbox}`, 403, 'ErrorAccessDenied'],
  ];
  for (const [token, path, status, code] of rows)
    assert.deepEqual(await ask(token, path), [status, code], path);
  const bare = await graph.ask('me', { withoutToken: true });
  assert.match(String(bare.headers['www-authenticate']), /^Bearer realm=""/);
  const person = await graph.get('me');
  assert.deepEqual([person.mail, person.displayName], [address, 'Brightwater Support']);
});
