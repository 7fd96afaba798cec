import assert from 'node:assert/strict';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { RemoteError } from '../../src/domain/failure.ts';
import type { MailReader } from '../../src/domain/mail-reading.ts';
import { openImapReader } from '../../src/mail/imap-reader.ts';
import { fuzzFactor, mutateBytes } from '../support/mutate-bytes.ts';
import { createRandom } from '../support/random.ts';

// A server that says what no server should: cut, mixed up, binary, without an end. Whatever it is, a step ends with a value of
// its shape or with a named failure, in bounded memory. Replay a failure by its seed.

const seed = 20_261_129;
const rounds = 60 * fuzzFactor;
const atOnce = 10;
const limit = 200_000;

/** What is said to a command; undefined: the usual. */
type Speak = (name: string, usual: Buffer) => Buffer | undefined;
let server: Server;
const sockets = new Set<Socket>();
const speakers = new Map<string, Speak>();
let port = 0;

before(async () => {
  server = createServer((socket) => {
    sockets.add(socket.on('error', () => socket.destroy()));
    socket.once('close', () => sockets.delete(socket));
    socket.write('* OK ready\r\n');
    converse(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
after(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

const mail = 'Subject: x\r\nFrom: a@b.example\r\n\r\nHello\r\n';
const rows = [7, 8, 9].map(
  (uid, n) =>
    `* ${n + 1} FETCH (UID ${uid} RFC822.SIZE ${mail.length} INTERNALDATE "01-Nov-2026 10:00:00 +0000" FLAGS () BODY[] {${mail.length}}\r\n${mail})\r\n`,
);
const usual: Readonly<Record<string, string>> = {
  CAPABILITY: '* CAPABILITY IMAP4rev1 IDLE UIDPLUS MOVE NAMESPACE\r\nTAG OK done\r\n',
  NAMESPACE: '* NAMESPACE (("" "/")) NIL NIL\r\nTAG OK done\r\n',
  LIST: '* LIST (\\HasNoChildren) "/" INBOX\r\n* LIST (\\Sent) "/" "Sent &AOk-"\r\nTAG OK done\r\n',
  SELECT:
    '* 3 EXISTS\r\n* FLAGS (\\Seen \\Deleted)\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT 10] ok\r\nTAG OK [READ-WRITE] done\r\n',
  'UID SEARCH': '* SEARCH 7 8 9\r\nTAG OK done\r\n',
  'UID FETCH': `${rows.join('')}TAG OK done\r\n`,
  'UID STORE': '* 1 FETCH (UID 7 FLAGS (\\Seen))\r\nTAG OK done\r\n',
  'UID MOVE': '* OK [COPYUID 1 7 1] moved\r\n* 1 EXPUNGE\r\nTAG OK done\r\n',
  LOGOUT: '* BYE bye\r\nTAG OK done\r\n',
};

/** The user's name says which speaker a line has. */
function converse(socket: Socket): void {
  let rest = '';
  let speak: Speak | undefined;
  socket.on('data', (bytes) => {
    const lines = (rest + bytes.toString('latin1')).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [tag = '', first = '', second = ''] = line.split(' ');
      speak ??= [...speakers].find(([name]) => line.includes(name))?.[1];
      const name = first.toUpperCase() === 'UID' ? `UID ${second.toUpperCase()}` : first.toUpperCase();
      const answer = Buffer.from((usual[name] ?? 'TAG OK done\r\n').replace('TAG', tag), 'latin1');
      const said = speak?.(name, answer) ?? answer;
      if (socket.writable) socket.write(said);
    }
  });
}

async function open(name: string, speak: Speak, patience: number): Promise<MailReader> {
  speakers.set(name, speak);
  return openImapReader({
    host: '127.0.0.1',
    port,
    security: 'none',
    user: name,
    auth: { password: 'secret' },
    stepMilliseconds: patience,
  });
}

/** Each step of an import, with what its value has to be. */
const steps: readonly ((reader: MailReader) => Promise<void>)[] = [
  async (reader) => {
    for (const { path, name } of await reader.listFolders())
      assert.ok(typeof path + typeof name === 'stringstring');
  },
  async (reader) => {
    const { numbering, messages } = await reader.openFolder('');
    assert.match(numbering, /^\d+$/);
    assert.ok(Number.isSafeInteger(messages) && messages >= 0, String(messages));
  },
  async (reader) => {
    const { places, cursorAfter } = await reader.list({ cursor: '0' });
    for (const place of places) assert.match(place, /^\d+$/);
    assert.match(cursorAfter(places), /^\d+$/);
  },
  async (reader) => {
    for (const { place, size } of await reader.describeMessages(['7', '8', '9'])) {
      assert.ok(
        ['7', '8', '9'].includes(place) && Number.isSafeInteger(size) && size >= 0,
        `${place} ${size}`,
      );
    }
  },
  async (reader) => {
    const found = await reader.fetchMessages(['7', '8', '9']);
    assert.ok(found.length <= 3);
    for (const { place, raw } of found) {
      assert.ok(['7', '8', '9'].includes(place) && raw?.length !== 0, `${place} ${raw?.length}`);
    }
  },
  async (reader) => {
    const found = await reader.fetchLarge('7', limit, 100);
    if (found.kind === 'whole') assert.ok(found.raw.length <= limit);
  },
  (reader) => reader.markRead(['7']),
  (reader) => reader.moveMessages(['7'], 'Done'),
];

/** @returns what the steps that failed were told */
async function walk(name: string, speak: Speak, walked = steps, patience = 400): Promise<string[]> {
  const failures: string[] = [];
  const named = (error: unknown) => {
    if (!(error instanceof RemoteError)) throw error;
    assert.ok(error.failure.text !== '' && error.failure.text.length < 20_000, name);
    assert.ok(!error.failure.text.includes('secret'));
    failures.push(`${error.failure.command}: ${error.failure.text}`);
  };
  const reader = await open(name, speak, patience).catch(named);
  if (reader !== undefined) {
    for (const step of walked) await step(reader).catch(named);
    await reader.close();
  }
  speakers.delete(name);
  return failures;
}

test(`${rounds} imports from a server whose words are mixed up end in values or in named failures`, async () => {
  let failures = 0;
  for (let round = 0; round < rounds; round += atOnce) {
    const walks = Array.from({ length: atOnce }, (_, n) => {
      const random = createRandom(seed + round + n);
      const share = random() * 0.6;
      return walk(`fuzz-${seed + round + n}-`, (_name, bytes) =>
        random() < share ? mutateBytes(bytes, random) : undefined,
      );
    });
    for (const failed of await Promise.all(walks)) failures += failed.length;
  }
  assert.ok(failures > rounds / 4, `${failures} failures: the words were not mixed up`);
});

const mebibyte = 1024 * 1024;
/** What comes at FETCH; it is bounded before it is held. */
const enormous: readonly (readonly [name: string, words: () => Buffer])[] = [
  ['a literal of ten gigabytes', () => Buffer.from('* 1 FETCH (UID 7 BODY[] {9999999999}\r\n')],
  ['a literal of 70 MB', () => Buffer.from(`* 1 FETCH (UID 7 BODY[] {${70 * mebibyte}}\r\n`)],
  ['a line of 20 MB', () => Buffer.alloc(20 * mebibyte, 'a')],
  [
    'a line of 20 MB of brackets',
    () => Buffer.concat([Buffer.from('* 1 FETCH '), Buffer.alloc(20 * mebibyte, '(')]),
  ],
  ['brackets a hundred thousand deep', () => Buffer.from(`* 1 FETCH ${'('.repeat(100_000)}\r\n`)],
  [
    'literals in literals',
    () => Buffer.from('* 1 FETCH (UID {1}\r\n7 BODY[] {2}\r\n{9} BODY[] {9}\r\n'.repeat(200)),
  ],
  ['ten thousand rows of nothing', () => Buffer.from('* 1 FETCH (UID 7)\r\n'.repeat(10_000))],
];
for (const [name, words] of enormous) {
  test(`${name}: the step fails by name, and the next line works`, async () => {
    const before = process.memoryUsage().rss;
    const fetchStep = steps.slice(4, 5);
    const said = words();
    await walk('enormous-', (command) => (command === 'UID FETCH' ? said : undefined), fetchStep);
    const grown = (process.memoryUsage().rss - before) / mebibyte;
    assert.ok(grown < 200, `${Math.round(grown)} MB more`);
    // It keeps no flags, so what settles is left out.
    assert.deepEqual(await walk('plain-', () => undefined, steps.slice(0, 5), 60_000), []);
  });
}
