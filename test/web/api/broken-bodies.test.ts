import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ApiClient, assertProblem, openApi } from '../../support/api-client.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

// What cannot be read is told to a program in its own form, with what was expected; not in the words of a page.

let desk: TicketDesk;
let program: ApiClient;
before(async () => {
  desk = await openTicketDesk();
  const admin = await desk.signIn('admin', 'Ada Admin');
  await desk.deliver(
    'From: Carla <carla@customer.example>\r\nTo: support@postroom.example\r\nSubject: Printer\r\n\r\nIt burns\r\n',
  );
  program = await openApi(desk, admin.id, ['send', 'tickets:write', 'settings']);
});
after(() => desk.close());

const note = JSON.stringify({ kind: 'note', text: 'Für Größe' });
const json = 'application/json';
const boundary = 'x'.repeat(30);
const form = `multipart/form-data; boundary=${boundary}`;
const part = (more: string, content: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; ${more}\r\n\r\n${content}\r\n`;

interface Broken {
  readonly type?: string;
  readonly body: string | Uint8Array<ArrayBuffer> | ReadableStream;
  readonly headers?: Record<string, string>;
}

async function post({ type, body, headers = {} }: Broken, path = '/tickets/10001/articles') {
  const all = {
    host: 'localhost',
    authorization: `Bearer ${program.token}`,
    'accept-language': 'de',
    ...(type === undefined ? {} : { 'content-type': type }),
    ...headers,
  };
  const init = { method: 'POST', headers: all, body, duplex: 'half' } as const;
  const answer = await desk.fetch(new Request(`http://localhost/api/v1${path}`, init));
  const text = await answer.text();
  const isJson = /json/.test(answer.headers.get('content-type') ?? '');
  return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
}

const breaksOff = () =>
  new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from(note.slice(0, 9)));
      controller.error(new Error('gone'));
    },
  });

const cases: Record<
  string,
  { readonly broken: Broken; readonly status?: number; readonly says: RegExp; readonly field?: string }
> = {
  'JSON that is cut off': { broken: { type: json, body: note.slice(0, 12) }, says: /expected JSON/ },
  'JSON with a text of many marks that never ends': {
    broken: { type: json, body: `{"kind":"note","text":"${'\\"'.repeat(120_000)}` },
    says: /expected JSON/,
  },
  'no body at all': { broken: { type: json, body: '' }, says: /expected JSON/ },
  'a line that breaks off': {
    broken: { type: json, body: breaksOff() },
    says: /ended before its body was whole/,
  },
  'a name that stands twice': {
    broken: { type: json, body: '{"kind":"note","text":"One","text":"Two"}' },
    says: /text: Stands there twice; expected it once/,
    field: 'text',
  },
  'a name that stands twice, once escaped': {
    broken: { type: json, body: '{"kind":"note","text":"\\"text\\":{","\\u0074ext":"Two"}' },
    says: /text: Stands there twice; expected it once/,
    field: 'text',
  },
  'a name that stands twice in a form': {
    broken: {
      type: form,
      body: `${part('name="message"', '{"kind":"note","kind":"reply","text":"x"}')}--${boundary}--\r\n`,
    },
    says: /kind: Stands there twice; expected it once/,
    field: 'kind',
  },
  'JSON under no type': {
    broken: { body: Buffer.from(note) },
    says: /without a Content-Type; expected application\/json/,
  },
  'JSON as text': {
    broken: { type: 'text/plain', body: note },
    says: /sent as text\/plain; expected application\/json/,
  },
  'a form of another kind': {
    broken: { type: 'application/x-www-form-urlencoded', body: 'kind=note&text=x' },
    says: /sent as application\/x-www-form-urlencoded; expected application\/json, or multipart\/form-data/,
  },
  'JSON in Latin-1': { broken: { type: json, body: Buffer.from(note, 'latin1') }, says: /no UTF-8/ },
  'JSON in UTF-16': {
    broken: { type: `${json}; charset=utf-16`, body: Buffer.from(note, 'utf16le') },
    says: /UTF-8/,
  },
  'JSON that is packed': {
    broken: { type: json, body: Buffer.from(gzipSync(note)), headers: { 'content-encoding': 'gzip' } },
    says: /packed \(gzip\); expected it as it is/,
  },
  'a form without its boundary': {
    broken: { type: 'multipart/form-data', body: '--x--' },
    says: /boundary/,
  },
  'a form that is none': { broken: { type: form, body: 'no part' }, says: /form cannot be read; expected/ },
  'a form that is cut off': {
    broken: {
      type: form,
      body: part('name="message"', note) + part('name="files"; filename="a.txt"', 'cut').slice(0, -9),
    },
    says: /form cannot be read; expected/,
  },
  'a part without a name': {
    broken: {
      type: form,
      body: `--${boundary}\r\nContent-Disposition: form-data\r\n\r\n1\r\n--${boundary}--\r\n`,
    },
    says: /form cannot be read; expected/,
  },
  'a message in Latin-1': {
    broken: { type: form, body: Buffer.from(`${part('name="message"', note)}--${boundary}--\r\n`, 'latin1') },
    says: /no UTF-8/,
  },
  'a form of too many fields': {
    broken: { type: form, body: `${part('name="message"', note).repeat(1_100)}--${boundary}--\r\n` },
    status: 413,
    says: /The form has more than 1000 fields/,
  },
  'too much JSON': {
    broken: { type: json, body: JSON.stringify({ kind: 'note', text: 'x'.repeat(300_000) }) },
    status: 413,
    says: /The request is larger than 256 KB, which is the most here/,
  },
};

for (const [name, { broken, status = 400, says, field = 'body' }] of Object.entries(cases)) {
  test(name, async () => {
    const answer = await post(broken);
    assertProblem(answer, status, 'invalid');
    assert.match(answer.body.error.message, says);
    assert.doesNotMatch(answer.body.error.message, /page/);
    if (status === 400) assert.deepEqual(Object.keys(answer.body.error.fields), [field]);
  });
}

test('where no form is taken, none is asked for', async () => {
  const answer = await post(
    { type: form, body: `${part('name="name"', 'x')}--${boundary}--\r\n` },
    '/webhooks',
  );
  assertProblem(answer, 400, 'invalid');
  assert.match(answer.body.error.message, /sent as multipart\/form-data; expected application\/json\.$/);
});
