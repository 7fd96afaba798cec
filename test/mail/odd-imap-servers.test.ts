import assert from 'node:assert/strict';
import { createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { diagnose } from '../../src/domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../src/domain/failure.ts';
import { connectImap, type ImapOptions } from '../../src/mail/imap.ts';
import { openImapReader } from '../../src/mail/imap-reader.ts';
import { type ScriptedAnswer, type ScriptedOptions, startScriptedImap } from '../support/scripted-imap.ts';

// What servers of all kinds are reported to say beside what RFC 3501 wants: none of it may lose a message, hammer a server or
// send a secret where it does not belong.

const wayTo = (port: number, changes: Partial<ImapOptions> = {}): ImapOptions => ({
  ...{ host: '127.0.0.1', port, security: 'none', user: 'a@test', auth: { password: 'x' } },
  ...changes,
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const failure = findFailure(error);
  assert.ok(failure, String(error));
  return diagnose(failure).code;
}

async function read(options: ScriptedOptions) {
  const server = await startScriptedImap({ exists: 2, ...options });
  const reader = await openImapReader(wayTo(server.port)).catch(async (error: unknown) => {
    await server.stop();
    throw error;
  });
  return {
    ...{ server, reader },
    async [Symbol.asyncDispose]() {
      reader.cut();
      await server.stop();
    },
  };
}

/** Says this to the command, and the usual to all others. */
const at =
  (command: string, ...lines: readonly string[]): ScriptedAnswer =>
  ({ name }) =>
    name === command ? lines : undefined;

const greetings: readonly (readonly [string, string])[] = [
  ['* BYE Too many connections from your IP', 'imap_too_many_connections'],
  ['* BYE [UNAVAILABLE] Try again later', 'imap_unavailable'],
  ['* BYE [ALERT] Maintenance until noon', 'imap_unavailable'],
  ['* BYE', 'imap_closed'],
];

for (const [greeting, expected] of greetings) {
  test(`greeted with "${greeting}": ${expected}`, async () => {
    assert.equal(await codeOf(read({ greeting, answer: () => ['CUT'] })), expected);
  });
}

const refusedSignIns: readonly (readonly [string, string])[] = [
  ['NO [EXPIRED] Past its end', 'imap_expired'],
  ['NO [AUTHENTICATIONFAILED] No', 'password_refused'],
  ['NO [UNAVAILABLE] Later', 'imap_unavailable'],
  ['NO [ALERT] Application-specific password required (Failure)', 'password_app_needed'],
  ['NO [INUSE] Too busy', 'imap_in_use'],
  ['NO [CONTACTADMIN] Ask', 'imap_contact_admin'],
  ['BAD Plaintext authentication disallowed on non-secure connections', 'encryption_required'],
];

for (const [words, expected] of refusedSignIns) {
  test(`signed in to be told "${words}": ${expected}`, async () => {
    assert.equal(await codeOf(read({ answer: at('LOGIN', `TAG ${words}`) })), expected);
  });
}

test('a server that offers NTLM alone gets no password', async () => {
  await assert.rejects(
    async () => {
      await using scene = await read({ capabilities: 'IMAP4rev1 AUTH=NTLM LOGINDISABLED' });
      assert.fail(scene.server.lines.join());
    },
    (error) => {
      const failure = findFailure(error);
      return (
        failure !== undefined && /encryption_required|not_offered|basic_auth_off/.test(diagnose(failure).code)
      );
    },
  );
});

test('alerts, unasked lines and what nobody knows are no failure', async () => {
  await using scene = await read({
    greeting: '* OK [ALERT] The mailbox is nearly full',
    answer: ({ name }) =>
      name === 'SELECT'
        ? [
            '* OK [ALERT] Read this',
            '* 1 RECENT',
            '* XSOMETHING "of its own" (1 2 3)',
            '* OK [X-UNKNOWN {a}] Hm',
            '* 2 EXISTS',
            '* OK [UIDVALIDITY 7] ok',
            '* OK [UIDNEXT 3] ok',
            'TAG OK [READ-WRITE] done',
          ]
        : undefined,
  });
  const { messages, numbering } = await scene.reader.openFolder('');
  assert.deepEqual([messages, numbering], [2, '7']);
  assert.deepEqual((await scene.reader.list({ cursor: '0' })).places, ['1', '2']);
});

test('without UIDNEXT, and without UIDVALIDITY, a folder is read all the same', async () => {
  await using scene = await read({
    answer: at('SELECT', '* 2 EXISTS', '* FLAGS (\\Seen)', 'TAG OK done'),
  });
  const opened = await scene.reader.openFolder('');
  assert.deepEqual([opened.messages, opened.numbering, opened.mark], [2, '0', '0']);
  const listing = await scene.reader.list({ cursor: '0' });
  assert.deepEqual(listing.places, ['1', '2']);
  assert.equal(listing.cursorAfter(['2']), '1');
  assert.equal(listing.cursorAfter([]), '2');
});

/** Exchange is seen to say so since September 2026. */
test('a token signs in where LOGIN is disabled', async () => {
  const capabilities =
    'IMAP4 IMAP4rev1 IMAP4rev2 ENABLE AUTH=XOAUTH2 LOGINDISABLED SASL-IR UIDPLUS MOVE ID UNSELECT IDLE NAMESPACE';
  const server = await startScriptedImap({ exists: 2, capabilities });
  const reader = await openImapReader(wayTo(server.port, { auth: { accessToken: 'token' } }));
  await reader.openFolder('');
  assert.deepEqual((await reader.list({ cursor: '0' })).places, ['1', '2']);
  reader.cut();
  await server.stop();
  assert.ok(server.commands.includes('AUTHENTICATE') && !server.commands.includes('LOGIN'));
});

const searches: readonly (readonly [lines: readonly string[], places: readonly string[]])[] = [
  [
    ['* SEARCH 1', '* SEARCH 2'],
    ['1', '2'],
  ],
  [['* SEARCH 2 1 2 '], ['1', '2']],
  [['* search 1 2'], ['1', '2']],
  [['* SEARCH 1 2 (MODSEQ 5)'], ['1', '2']],
  [['* SEARCH 0 -1 x 4294967296 2'], ['2']],
];

test('a search is read however a server writes it', async () => {
  for (const [lines, places] of searches) {
    await using scene = await read({ answer: at('UID SEARCH', ...lines, 'TAG OK done') });
    await scene.reader.openFolder('');
    assert.deepEqual((await scene.reader.list({ cursor: '0' })).places, places, lines.join());
  }
});

test('a search without a line is an empty one; a refused search is a failure, not an empty mailbox', async () => {
  await using empty = await read({ answer: at('UID SEARCH', 'TAG OK done') });
  await empty.reader.openFolder('');
  assert.deepEqual((await empty.reader.list({ cursor: '0' })).places, []);
  await using refused = await read({ answer: at('UID SEARCH', 'TAG NO Search not allowed') });
  await refused.reader.openFolder('');
  await assert.rejects(refused.reader.list({ cursor: '0' }));
});

test('messages that are announced and not given are left out, and their places stay open', async () => {
  await using scene = await read({
    answer: at('UID FETCH', '* 1 FETCH (UID 1 BODY[] {3}', 'abc)', 'TAG OK done'),
  });
  await scene.reader.openFolder('');
  const fetched = await scene.reader.fetchMessages(['1', '2']);
  assert.deepEqual(
    fetched.map(({ place }) => place),
    ['1'],
  );
});

const refusals: readonly (readonly [command: string, words: string, expected: string])[] = [
  ['UID FETCH', 'NO [UNAVAILABLE] Later', 'imap_unavailable'],
  ['UID FETCH', 'NO [INUSE] Somebody else', 'imap_in_use'],
  ['UID FETCH', 'NO [LIMIT] So much', 'imap_limit'],
  ['UID FETCH', 'NO [SERVERBUG] Hm', 'imap_server_fault'],
  ['UID FETCH', 'NO [NOPERM] Not yours', 'imap_no_permission'],
  ['UID FETCH', 'BAD [CLIENTBUG] What?', 'imap_client_fault'],
  ['UID FETCH', 'NO [EXPUNGEISSUED] Some of them are gone', 'imap_in_use'],
  ['UID SEARCH', 'NO [UNAVAILABLE] Later', 'imap_unavailable'],
];

test('the code of a refusal counts, whatever was asked', async () => {
  for (const [command, words, expected] of refusals) {
    await using scene = await read({ answer: at(command, `TAG ${words}`) });
    await scene.reader.openFolder('');
    const { reader } = scene;
    const work = command === 'UID FETCH' ? reader.fetchMessages(['1', '2']) : reader.list({ cursor: '0' });
    assert.equal(await codeOf(work), expected, words);
  }
});

/** How a body may come beside a literal, and what has vanished meanwhile. */
const bodies: readonly (readonly [
  name: string,
  lines: readonly string[],
  expected: Readonly<Record<string, string>>,
])[] = [
  ['one expunged between rows', ['* 1 FETCH (UID 1 BODY[] {3}', 'abc)', '* 2 EXPUNGE'], { 1: 'abc' }],
  ['numbers that move up', ['* 1 EXPUNGE', '* 1 FETCH (UID 2 BODY[] {3}', 'abc)'], { 2: 'abc' }],
  [
    'a quoted body',
    ['* 1 FETCH (UID 1 BODY[] "a b")', '* 2 FETCH (UID 2 BODY[] {3}', 'abc)'],
    { 1: 'a b', 2: 'abc' },
  ],
  ['NIL for a body', ['* 1 FETCH (UID 1 BODY[] NIL)', '* 2 FETCH (UID 2 BODY[] {3}', 'abc)'], { 2: 'abc' }],
  [
    'a literal of nothing',
    ['* 1 FETCH (UID 1 BODY[] {0}', ')', '* 2 FETCH (UID 2 BODY[] {3}', 'abc)'],
    { 2: 'abc' },
  ],
  ['a literal of octets', ['* 1 FETCH (UID 1 BODY[] ~{3}', 'abc)'], { 1: 'abc' }],
  ['a UID behind its body', ['* 1 FETCH (FLAGS (\\Seen) BODY[] {3}', 'abc UID 1)'], { 1: 'abc' }],
  [
    'lines of nobody',
    ['ZZ9 OK what', '+ idling', '* VANISHED 2', '* 1 FETCH (UID 1 BODY[] {3}', 'abc)'],
    { 1: 'abc' },
  ],
];

test('bodies are read however they come, and what has vanished is left out', async () => {
  for (const [name, lines, expected] of bodies) {
    await using scene = await read({ answer: at('UID FETCH', ...lines, 'TAG OK done') });
    await scene.reader.openFolder('');
    const found = await scene.reader.fetchMessages(['1', '2']);
    assert.deepEqual(
      Object.fromEntries(found.map(({ place, raw }) => [place, raw?.toString()])),
      expected,
      name,
    );
  }
});

test('rows of other messages, twice the same and in another order do no harm', async () => {
  await using scene = await read({
    answer: ({ name }) =>
      name === 'UID FETCH'
        ? [
            '* 2 FETCH (UID 2 RFC822.SIZE 5 INTERNALDATE " 1-Jan-2026 10:00:00 +0000")',
            '* 9 FETCH (FLAGS (\\Seen))',
            '* 1 FETCH (UID 1 RFC822.SIZE 3 INTERNALDATE "01-Jan-2026 10:00:00 +0000")',
            '* 1 FETCH (UID 1 FLAGS (\\Seen))',
            'TAG OK done',
          ]
        : undefined,
  });
  await scene.reader.openFolder('');
  const found = await scene.reader.describeMessages(['1', '2']);
  assert.deepEqual(found.map(({ place }) => place).toSorted(), ['1', '2']);
  assert.deepEqual(found.map(({ size }) => size).toSorted(), [3, 5]);
});

test('a date that is in no calendar is none', async () => {
  for (const date of ['99-Foo-2026 10:00:00 +0000', '31-Feb-20266 25:61:00 +0000', '']) {
    await using scene = await read({
      answer: at('UID FETCH', `* 1 FETCH (UID 1 RFC822.SIZE 3 INTERNALDATE "${date}")`, 'TAG OK done'),
    });
    await scene.reader.openFolder('');
    const [found] = await scene.reader.describeMessages(['1']);
    assert.deepEqual(found, { place: '1', size: 3, receivedAt: undefined }, date);
  }
});

test('of a failure no more is kept than a person reads', async () => {
  const words = `[${'CODE'.repeat(50_000)}] ${'no '.repeat(50_000)}`;
  await using scene = await read({ answer: at('SELECT', `TAG NO ${words}`) });
  const failure = await scene.reader.openFolder('').then(() => undefined, findFailure);
  assert.ok(failure);
  assert.ok(
    failure.text.length <= 1_500 && (failure.code ?? '').length <= 100,
    JSON.stringify(failure).slice(0, 300),
  );
});

test('rows without an end that nobody asked for, or that came before, are not waited for', async () => {
  const rows = ['* 9 FETCH (UID 9 RFC822.SIZE 3)', '* 1 FETCH (UID 1 FLAGS (\\Seen))'];
  const codes = rows.map(async (row) => {
    const server = await startScriptedImap({ exists: 2, answer: at('UID FETCH') });
    // A busy machine has to come as far as the question within it, too.
    const connection = await connectImap(wayTo(server.port, { stepMilliseconds: 3000 }));
    await connection.selectFolder('INBOX');
    const talking = setInterval(() => server.say(row), 100);
    const code = await codeOf(connection.describeMessages([1, 2]));
    clearInterval(talking);
    await server.stop();
    return code;
  });
  assert.deepEqual(await Promise.all(codes), ['network_timeout', 'network_timeout']);
});

test('folders without a delimiter, that cannot be opened, with broken modified UTF-7 and with quotes are listed', async () => {
  await using scene = await read({
    answer: ({ name, line }) =>
      name === 'LIST' && !line.endsWith('""')
        ? [
            '* LIST (\\HasNoChildren) NIL INBOX',
            '* LIST (\\Noselect \\HasChildren) "/" "Public"',
            '* LIST () "/" "Entw&APw-rfe"',
            '* LIST () "/" "broken &AP"',
            '* LIST () "/" "a \\"quoted\\" name"',
            '* LIST (\\Junk) "/" {4}',
            'Spam',
            'TAG OK done',
          ]
        : undefined,
  });
  const folders = await scene.reader.listFolders();
  const paths = folders.map(({ path }) => path);
  for (const path of ['INBOX', 'Entwürfe', 'a "quoted" name', 'Spam']) assert.ok(paths.includes(path), path);
  assert.equal(folders.find(({ path }) => path === 'Public')?.isSelectable, false);
});

test('after the sign-in the server is told and asked in one go, and nothing is switched on', async () => {
  let told = '';
  await using scene = await read({
    capabilities: 'IMAP4rev1 ID NAMESPACE ENABLE CONDSTORE',
    answer({ name, tag }) {
      if (name === 'ID') told = tag;
      if (name === 'ID') return [];
      const both = [`${told} OK done`, '* NAMESPACE (("INBOX." ".")) NIL NIL', 'TAG OK done'];
      return name === 'NAMESPACE' ? both : undefined;
    },
  });
  assert.deepEqual(scene.server.commands, ['CAPABILITY', 'LOGIN', 'CAPABILITY', 'ID', 'NAMESPACE']);
  assert.equal(scene.reader.nameOnServer('Support'), 'INBOX.Support');
});

test('a server that has mail in UTF-8 is asked for it', async () => {
  await using scene = await read({ capabilities: 'IMAP4rev1 ID NAMESPACE ENABLE UTF8=ACCEPT' });
  assert.ok(scene.server.lines.some((line) => /ENABLE UTF8=ACCEPT$/.test(line)));
});

for (const [command, words] of [
  ['NAMESPACE', 'BAD Unknown command'],
  ['ID', 'BAD Unknown command'],
  ['CAPABILITY', 'NO Not now'],
] as const) {
  test(`${command} refused with "${words}": mail is read all the same`, async () => {
    await using scene = await read({
      capabilities: 'IMAP4rev1 ID NAMESPACE IDLE',
      answer: at(command, `TAG ${words}`),
    });
    assert.equal((await scene.reader.openFolder('')).messages, 2);
  });
}

for (const [words, expected] of [
  ['* BYE Server shutting down', 'imap_unavailable'],
  ['* BYE Autologout; idle for too long', 'imap_closed'],
  ['* BYE Session invalidated - AccessTokenExpired', 'imap_token_expired'],
] as const) {
  test(`an IDLE that ends with "${words}": ${expected}`, async () => {
    await using scene = await read({ answer: at('IDLE', '+ idling', words, 'END') });
    await scene.reader.openFolder('');
    const waiting = scene.reader.waitForChange?.(new AbortController().signal) ?? Promise.resolve();
    assert.equal(await codeOf(waiting), expected);
  });
}

/** A server that offers STARTTLS and says more than it may before the handshake. */
async function withStartTls(answer: (line: string, socket: Socket) => void, greeting = '* OK ready') {
  const lines: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(`${greeting}\r\n`);
    socket.on('data', (bytes) => {
      for (const line of bytes.toString('latin1').split('\r\n').filter(Boolean)) {
        lines.push(line);
        answer(line, socket);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    lines,
    port,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => server.close(() => done())),
  };
}

test('a server, or whoever stands before it, that says something before the handshake of STARTTLS gets no password', async () => {
  await using server = await withStartTls((line, socket) => {
    const [tag = '', name = ''] = line.split(' ');
    if (name.toUpperCase() === 'STARTTLS') {
      socket.write(`${tag} OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n`);
    } else socket.write(`* CAPABILITY IMAP4rev1 STARTTLS AUTH=PLAIN\r\n${tag} OK done\r\n`);
  });
  const code = await codeOf(connectImap(wayTo(server.port, { security: 'starttls' })));
  assert.match(code, /^network_/);
  assert.ok(!server.lines.some((line) => /LOGIN|AUTHENTICATE/i.test(line)), server.lines.join());
});

test('a server that greets as if somebody had signed in is not believed where the line has to be encrypted', async () => {
  await using server = await withStartTls((line, socket) => {
    socket.write(`* CAPABILITY IMAP4rev1 STARTTLS\r\n${line.split(' ')[0]} OK done\r\n`);
  }, '* PREAUTH Welcome back');
  const code = await codeOf(connectImap(wayTo(server.port, { security: 'starttls' })));
  assert.match(code, /^starttls_missing$|^network_/);
  assert.ok(!server.lines.some((line) => /SELECT|LOGIN|AUTHENTICATE|LIST/i.test(line)), server.lines.join());
});

test('a folder is opened with one command, whatever kind of folder it is', async () => {
  await using opened = await read({});
  const { reader, server } = opened;
  for (const path of ['', 'Orders']) assert.equal((await reader.openFolder(path)).messages, 2);
  assert.deepEqual(server.commands.slice(-2), ['SELECT', 'SELECT']);
  assert.ok(!server.commands.some((name) => name === 'LIST' || name === 'LSUB'), server.commands.join());
});
