import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findDraft, listDraftAttachments } from '../../../src/db/drafts.ts';
import { putSendingSettings } from '../../../src/db/sending-settings.ts';
import { attachToDraft } from '../../../src/desk/composing/save-draft.ts';
import { defaultSendingSettings } from '../../../src/domain/sending-settings.ts';
import { type ApiAnswer, type ApiClient, assertProblem, openApi } from '../../support/api-client.ts';
import { openTicketDesk, type Person, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let admin: Person;
let program: ApiClient;
before(async () => {
  desk = await openTicketDesk();
  admin = await desk.signIn('admin', 'Ada Admin');
  await desk.deliver(
    'From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Printer\r\n\r\nIt burns\r\n',
  );
  program = await openApi(desk, admin.id, ['send', 'tickets:write']);
});
after(() => desk.close());

const articles = '/tickets/10001/articles';
const plan = new File([new Uint8Array([0, 1, 2, 255])], 'Plan “A”/..\\x.pdf', { type: 'application/pdf' });

function formOf(message: unknown, ...files: (File | string)[]): FormData {
  const form = new FormData();
  if (message !== undefined) form.append('message', JSON.stringify(message));
  for (const file of files) form.append('files', file);
  return form;
}

/** As fetch sends it: with a boundary that is another one each time. */
async function post(
  path: string,
  form: FormData,
  { token = program.token, ...headers }: Record<string, string> = {},
): Promise<ApiAnswer> {
  const all = { host: 'localhost', authorization: `Bearer ${token}`, ...headers };
  const request = new Request(`http://localhost/api/v1${path}`, { method: 'POST', body: form, headers: all });
  const answer = await desk.fetch(request);
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

async function bytesOf(id: number): Promise<number[]> {
  const headers = { host: 'localhost', authorization: `Bearer ${program.token}` };
  const answer = await desk.fetch(new Request(`http://localhost/api/v1/attachments/${id}`, { headers }));
  return [...new Uint8Array(await answer.arrayBuffer())];
}

test('a reply, a note and a first mail take files along, under names that fit a mail', async () => {
  const first = { groupId: 1, to: 'new@customer.example', subject: 'Offer', text: 'Here it is.' };
  for (const [path, message] of [
    [articles, { kind: 'reply', text: 'See the plan.' }],
    [articles, { kind: 'note', text: 'The plan.' }],
    ['/tickets', first],
    ['/tickets', { ...first, isSilent: true }],
  ] as const) {
    const answer = await post(path, formOf(message, plan, new File([], 'empty.txt', { type: 'text/plain' })));
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    const { attachments } = answer.body.articles?.[0] ?? answer.body;
    const shown = attachments.map(({ name, type, size }: Record<string, unknown>) => [name, type, size]);
    assert.deepEqual(shown, [
      ['x.pdf', 'application/pdf', 4],
      ['empty.txt', 'text/plain', 0],
    ]);
    assert.deepEqual(await bytesOf(attachments[0].id), [0, 1, 2, 255]);
  }
});

test('a message that generated clients send as a file of its own is read, and what it lacks is named as ever', async () => {
  const form = new FormData();
  const message = JSON.stringify({ kind: 'note', text: 'By a generated client.' });
  form.append('message', new Blob([message], { type: 'application/json' }));
  form.append('files', plan);
  assert.equal((await post(articles, form)).status, 201);
  const wrong = await post(articles, formOf({ kind: 'reply', text: 7, colour: 'red' }, plan));
  assertProblem(wrong, 400, 'invalid');
  assert.deepEqual(Object.keys(wrong.body.error.fields), ['text', 'colour']);
  const damaged = new FormData();
  damaged.append('message', '{"kind":');
  assertProblem(await post(articles, damaged), 400, 'invalid');
});

test('the same form with the same Idempotency-Key is sent once, though its boundary is another; other bytes are refused', async () => {
  const message = { kind: 'reply', text: 'Once, with a file.' };
  const key = { 'idempotency-key': 'file-1' };
  const first = await post(articles, formOf(message, plan), key);
  const again = await post(articles, formOf(message, plan), key);
  assert.deepEqual([again.status, again.body], [201, first.body]);
  assert.equal(again.headers.get('idempotent-replayed'), 'true');
  for (const file of [new File(['other'], plan.name, { type: plan.type }), new File([plan], 'y.pdf')]) {
    assertProblem(await post(articles, formOf(message, file), key), 409, 'conflict');
  }
  assertProblem(await post(articles, formOf(message), key), 409, 'conflict');
});

test('each wrong part of a form is named', async () => {
  const message = { kind: 'note', text: 'A note.' };
  const stray = formOf(message);
  stray.append('attachments', plan);
  const twice = formOf(message);
  twice.append('message', '{}');
  const crowd = formOf(message, ...Array.from({ length: 101 }, () => plan));
  const counted = (await post(articles, crowd)).body.error.fields.files;
  assert.match(counted, /at most 100 files; these are 101\. Send the others/);
  for (const [form, field] of [
    [formOf(undefined, plan), 'message'],
    [stray, 'attachments'],
    [twice, 'message'],
    [formOf(message, 'no file'), 'files'],
    [formOf({ ...message, text: 'x'.repeat(262_144) }), 'message'],
    [crowd, 'files'],
  ] as const) {
    const answer = await post(articles, form);
    assertProblem(answer, 400, 'invalid');
    assert.deepEqual(Object.keys(answer.body.error.fields), [field]);
  }
});

test('files that are too large for a message are refused, and nothing is written', async () => {
  await desk.desk.write((tx) => putSendingSettings(tx, { ...defaultSendingSettings, mostMegabytes: 1 }));
  const count = (await program.get('/tickets/10001')).body.articles.length;
  const large = new File([new Uint8Array(1024 * 1024), 'x'], 'large.bin');
  for (const kind of ['reply', 'note']) {
    const answer = await post(articles, formOf({ kind, text: 'Too large.' }, large));
    assertProblem(answer, 400, 'invalid');
    assert.match(answer.body.error.fields.files, /1\.1 MB together; at most 1 MB/);
  }
  const huge = new File([new Uint8Array(31 * 1024 * 1024)], 'huge.bin');
  const refused = await post(articles, formOf({ kind: 'note', text: 'Huge.' }, huge));
  assertProblem(refused, 413, 'invalid');
  assert.match(refused.body.error.message, /30 MB/);
  assert.equal((await program.get('/tickets/10001')).body.articles.length, count);
  await desk.desk.write((tx) => putSendingSettings(tx, defaultSendingSettings));
});

test('what the user of the token has in the page is left as it is', async () => {
  const place = { ticketId: 1, kind: 'reply' } as const;
  const page = desk.door.as({ kind: 'user', userId: admin.id });
  const file = { name: 'mine.txt', type: 'text/plain', bytes: new Uint8Array([1]) };
  await page.call(attachToDraft, { ...place, files: [file], isInline: false, attach: [] });
  const { body } = await post(articles, formOf({ kind: 'reply', text: 'Of the program.' }, plan));
  assert.deepEqual(
    body.attachments.map(({ name }: { name: string }) => name),
    ['x.pdf'],
  );
  const draft = await findDraft(desk.desk.read, { ...place, userId: admin.id });
  assert.equal((await listDraftAttachments(desk.desk.read, draft?.id ?? 0)).length, 1);
});

test('a token without the scope is refused whatever comes with the request', async () => {
  const { token } = await openApi(desk, admin.id, ['tickets:read']);
  assertProblem(
    await post(articles, formOf({ kind: 'reply', text: 'No.' }, plan), { token }),
    403,
    'forbidden',
  );
  assertProblem(await post('/tickets', formOf({}, plan), { token }), 403, 'forbidden');
});

test('other addresses take no form, and no address takes another kind of form', async () => {
  const { token } = await openApi(desk, admin.id, ['settings']);
  assertProblem(await post('/webhooks', formOf({ name: 'x' }), { token }), 400, 'invalid');
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = await program.send('POST', articles, { kind: 'note' }, type);
  assertProblem(answer, 400, 'invalid');
  assert.deepEqual(Object.keys(answer.body.error.fields), ['body']);
});
