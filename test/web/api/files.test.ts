import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openApi } from '../../support/api-client.ts';
import { openTicketDesk, type TicketDesk } from '../../support/ticket-desk.ts';

let desk: TicketDesk;
let load: (headers?: Record<string, string>) => Promise<{ answer: Response; bytes: Buffer }>;
/** More than two of the pieces that it is stored in. */
const file = randomBytes(2_300_000);
before(async () => {
  desk = await openTicketDesk();
  const { id } = await desk.signIn('admin', 'Ada Admin');
  await desk.deliver(
    [
      'From: Carla <carla@customer.example>',
      'Subject: Log',
      'Content-Type: application/octet-stream',
      'Content-Disposition: attachment; filename=log.bin',
      'Content-Transfer-Encoding: base64',
      '',
      file.toString('base64').replace(/.{76}/g, '$&\r\n'),
    ].join('\r\n'),
  );
  const { token } = await openApi(desk, id, ['tickets:read']);
  load = async (headers = {}) => {
    const all = { host: 'localhost', authorization: `Bearer ${token}`, ...headers };
    const answer = await desk.fetch(new Request('http://localhost/api/v1/attachments/1', { headers: all }));
    return { answer, bytes: Buffer.from(await answer.arrayBuffer()) };
  };
});
after(() => desk.close());

test('a file comes with its length, and with an ETag of its bytes', async () => {
  const { answer, bytes } = await load();
  const { headers } = answer;
  assert.deepEqual([answer.status, headers.get('content-length')], [200, String(file.length)]);
  assert.deepEqual([headers.get('accept-ranges'), bytes.equals(file)], ['bytes', true]);
  assert.match(headers.get('etag') ?? '', /^"[0-9a-f]{64}"$/);
});

test('where the line was lost it goes on, over the borders of what is stored', async () => {
  const { answer: whole } = await load();
  const etag = whole.headers.get('etag') ?? '';
  for (const [from, until] of [
    [0, 1],
    [1_048_575, 1_048_577],
    [1_048_576, 2_097_152],
    [2_299_999, 2_300_000],
    [700_000, 2_300_000],
  ] as const) {
    const { answer, bytes } = await load({ range: `bytes=${from}-${until - 1}`, 'if-range': etag });
    assert.equal(answer.status, 206);
    assert.equal(answer.headers.get('content-range'), `bytes ${from}-${until - 1}/${file.length}`);
    assert.equal(answer.headers.get('content-length'), String(until - from));
    assert.ok(bytes.equals(file.subarray(from, until)), `${from} to ${until}`);
  }
});

test('who has it already does not get it again', async () => {
  const { answer: whole } = await load();
  const etag = whole.headers.get('etag') ?? '';
  for (const named of [etag, `W/${etag}`, `"another", ${etag}`, '*']) {
    const { answer, bytes } = await load({ 'if-none-match': named, range: 'bytes=5-9' });
    assert.deepEqual([answer.status, bytes.length, answer.headers.get('etag')], [304, 0, etag], named);
  }
  const { answer, bytes } = await load({ 'if-none-match': '"another"' });
  assert.deepEqual([answer.status, bytes.length], [200, file.length]);
});

test('a part of another file is not given, and one that there is not is refused with the length', async () => {
  const { answer: other, bytes } = await load({ range: 'bytes=5-9', 'if-range': '"another"' });
  assert.deepEqual([other.status, bytes.equals(file)], [200, true]);
  const { answer: beyond } = await load({ range: 'bytes=2300000-' });
  assert.deepEqual([beyond.status, beyond.headers.get('content-range')], [416, 'bytes */2300000']);
});
