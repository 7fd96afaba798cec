import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImapFlow } from 'imapflow';
import { type FetchRow, readRow, takeChanges, takeRows } from '../../src/mail/imap-rows.ts';

const body = Buffer.from('Subject: a)\r\n\r\nb (c) {3}\r\n');
const date = new Date('2024-02-01T10:00:00Z');

const rows: [line: string, row: FetchRow, literals?: Buffer[]][] = [
  ['* 1 FETCH (UID 7)', { uid: 7 }],
  ['* 12 FETCH (UID 7 RFC822.SIZE 4096)', { uid: 7, size: 4096 }],
  ['* 12 fetch (rfc822.size 0 uid 4294967295)', { uid: 4294967295, size: 0 }],
  ['* 1 FETCH (UID 7 INTERNALDATE " 1-Feb-2024 11:00:00 +0100")', { uid: 7, internalDate: date }],
  [`* 1 FETCH (UID 7 BODY[] {${body.length}}\r\n)`, { uid: 7, source: body }, [body]],
  [`* 1 FETCH (BODY[] {${body.length}}\r\n UID 7)`, { uid: 7, source: body }, [body]],
  ['* 1 FETCH (UID 7 BODY[] {0}\r\n)', { uid: 7, source: Buffer.alloc(0) }, [Buffer.alloc(0)]],
  ['* 1 FETCH (FLAGS (\\Seen $Junk) UID 7 MODSEQ (624140003))', { uid: 7 }],
  ['* 1 FETCH (UID 7 FLAGS ())', { uid: 7 }],
];
for (const [line, row, literals = []] of rows) {
  test(`a plain row is read: ${JSON.stringify(line)}`, () => {
    assert.deepEqual(readRow({ payload: Buffer.from(line), literals }), row);
  });
}

const others: [line: string, literals?: Buffer[]][] = [
  ['* 1 FETCH (FLAGS (\\Seen))'],
  ['* 1 FETCH (UID 0)'],
  ['* 1 FETCH (UID 7'],
  ['* 1 FETCH (UID 7) '],
  ['* 1 FETCH (UID 7))'],
  ['* 1 FETCH (UID 7  RFC822.SIZE 1)'],
  ['* 1 FETCH (UID 7 BODY[] NIL)'],
  ['* 1 FETCH (UID 7 BODY[] "short")'],
  ['* 1 FETCH (UID 7 BODY[]<0> {26}\r\n)', [body]],
  ['* 1 FETCH (UID 7 BODY[HEADER] {26}\r\n)', [body]],
  ['* 1 FETCH (UID 7 BODY[] {25}\r\n)', [body]],
  ['* 1 FETCH (UID 7 BODY[] {26}\r\n)', []],
  ['* 1 FETCH (UID 7)', [body]],
  ['* 1 FETCH (UID 7 INTERNALDATE "a\\"b")'],
  ['* 1 FETCH (UID 7 X-GM-MSGID 1278455344230334865)'],
  ['* 1 FETCH (UID 7 FLAGS ((a)))'],
  [`* 1 FETCH (UID 7 FLAGS (${'a '.repeat(300)}))`],
  ['* 23 EXISTS'],
  ['* OK [UIDNEXT 7] (UID 7)'],
  ['A1 OK FETCH (UID 7)'],
];
for (const [line, literals = []] of others) {
  test(`everything else is left to imapflow: ${JSON.stringify(line.slice(0, 60))}`, () => {
    assert.equal(readRow({ payload: Buffer.from(line), literals }), undefined);
  });
}

class Client {
  readonly seen: string[] = [];
  readonly gone: string[] = [];
  async untaggedExpunge({ command }: { command: string }): Promise<void> {
    this.gone.push(command);
  }
  async handleResponse({ payload }: { payload: Buffer }): Promise<boolean> {
    this.seen.push(payload.toString());
    return true;
  }
}

test('rows are taken while the command runs, whatever else comes goes on, and afterwards all does', async () => {
  const client = new Client();
  const say = (line: string) => client.handleResponse({ payload: Buffer.from(line) });
  const taken: number[] = [];
  const run = (last: string) =>
    takeRows(
      client as unknown as ImapFlow,
      ({ uid }) => taken.push(uid),
      async () => {
        for (const line of ['* 1 FETCH (UID 7)', '* 2 EXISTS', last]) await say(line);
        if (last !== 'A1 OK') throw new Error(last);
      },
    );
  await run('A1 OK');
  await assert.rejects(run('A2 NO'), { message: 'A2 NO' });
  await say('* 1 FETCH (UID 8)');
  assert.deepEqual(taken, [7, 7]);
  assert.deepEqual(client.seen, ['* 2 EXISTS', 'A1 OK', '* 2 EXISTS', 'A2 NO', '* 1 FETCH (UID 8)']);
});

test('what is expunged is counted by imapflow, and everything else goes its usual way', async () => {
  const client = new Client();
  const say = (line: string) => client.handleResponse({ payload: Buffer.from(line) });
  await takeChanges(client as unknown as ImapFlow, async () => {
    const lines = [
      '* 3 EXPUNGE',
      '* 1 FETCH (UID 7 MODSEQ (12))',
      '* 3 expunge',
      '* 3 EXPUNGE now',
      '* 2 EXISTS',
    ];
    for (const line of lines) await say(line);
  });
  await say('* 1 EXPUNGE');
  assert.deepEqual(client.gone, ['3', '3']);
  assert.deepEqual(client.seen, ['* 3 EXPUNGE now', '* 2 EXISTS', '* 1 EXPUNGE']);
});
