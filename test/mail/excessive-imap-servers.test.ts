import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose } from '../../src/domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../src/domain/failure.ts';
import { connectImap, type MailConnection } from '../../src/mail/imap.ts';
import { openImapReader } from '../../src/mail/imap-reader.ts';
import { type ScriptedAnswer, type ScriptedOptions, startScriptedImap } from '../support/scripted-imap.ts';

// A server that sends more than it was asked for: what it sends is taken apart by the thread that works for all channels.

const wayTo = (port: number) =>
  ({ host: '127.0.0.1', port, security: 'none', user: 'a@test', auth: { password: 'x' } }) as const;

async function connect(options: ScriptedOptions) {
  const server = await startScriptedImap({ exists: 2, ...options });
  const connection = await connectImap(wayTo(server.port));
  return {
    connection,
    async [Symbol.asyncDispose]() {
      connection.cut();
      await server.stop();
    },
  };
}

/** Says this before the usual answer. */
const before =
  (command: string, ...lines: readonly string[]): ScriptedAnswer =>
  ({ name }) => {
    if (name !== command) return undefined;
    if (name !== 'SELECT') return [...lines, '* SEARCH 1 2', 'TAG OK done'];
    return ['* 2 EXISTS', ...lines, '* OK [UIDVALIDITY 1] ok', 'TAG OK done'];
  };

const select = (connection: MailConnection) => connection.selectFolder('INBOX');
const list = (connection: MailConnection) => connection.listFolders();
async function search(connection: MailConnection) {
  await select(connection);
  return connection.listUids({ from: 1 });
}

const kilobyte = 1024;
const many = (line: string, times: number) => Array<string>(times).fill(line).join('\r\n');

const excesses: readonly (readonly [
  name: string,
  answer: ScriptedAnswer,
  work: (connection: MailConnection) => Promise<unknown>,
])[] = [
  ['four thousand million messages', before('SELECT', '* 4294967295 EXISTS'), select],
  ['the same while it is searched', before('UID SEARCH', '* 4294967295 EXISTS'), search],
  ['flags of 100 kB', before('SELECT', `* FLAGS (${'a '.repeat(50 * kilobyte)}b)`), select],
  [
    'a code of 100 kB in a literal',
    before('SELECT', `* ID ({${100 * kilobyte}}`, `${'a'.repeat(100 * kilobyte)})`),
    select,
  ],
  [
    'a name of 100 kB that is no modified UTF-7',
    before('LIST', `* LIST () "/" "${'&'.repeat(100 * kilobyte)}"`),
    list,
  ],
  [
    'twenty thousand folders with names of 700 bytes',
    before('LIST', many(`* LIST () "/" ${'a'.repeat(700)}`, 20_000)),
    list,
  ],
  ['words without an end', before('UID SEARCH', many(`* OK ${'a'.repeat(60 * kilobyte)}`, 300)), search],
  [
    'a search that finds too much',
    before('UID SEARCH', many(`* SEARCH ${'1 '.repeat(4_000_000)}2`, 3)),
    search,
  ],
  [
    'rows of a hundred thousand words',
    before('UID SEARCH', `* 1 FETCH (FLAGS (${'a '.repeat(100_000)}))`),
    search,
  ],
];

test('what is more than was asked for ends the connection, and is said to be that', async () => {
  for (const [name, answer, work] of excesses) {
    await using scene = await connect({ answer });
    const error: unknown = await work(scene.connection).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    const failure = findFailure(error);
    assert.ok(failure, `${name}: ${String(error)}`);
    assert.equal(diagnose(failure).code, 'imap_too_much', `${name}: ${JSON.stringify(failure)}`);
    assert.match(failure.command ?? '', /^(SELECT|LIST|SEARCH)$/, name);
  }
});

test('a message that is larger than a server may send at once is said to be that', async () => {
  const answer: ScriptedAnswer = ({ name }) =>
    name === 'UID FETCH' ? [`* 1 FETCH (UID 1 BODY[] {${70 * 1024 * kilobyte}}`, 'From: a'] : undefined;
  await using scene = await connect({ answer });
  await select(scene.connection);
  const failure = await scene.connection.fetchMessages([1]).then(() => undefined, findFailure);
  assert.equal(failure?.code, 'LiteralTooLarge');
});

test('a range of messages that are said to have vanished is not gone through', async () => {
  // A range of sixteen million took seconds, in which no other channel went on: a hundred of them would take minutes.
  const vanished = many('* VANISHED 1:16777216', 100);
  await using scene = await connect({
    answer: before('UID SEARCH', vanished, many('* vanished (EARLIER) 1:4294967295', 100)),
  });
  assert.deepEqual(await search(scene.connection), [1, 2]);
});

test('words of any length behind a refusal are cut, and say why all the same', async () => {
  const answer: ScriptedAnswer = ({ name }) =>
    name === 'UID SEARCH' ? [`TAG NO [INUSE] ${'so '.repeat(100_000)}`] : undefined;
  await using scene = await connect({ answer });
  const failure = await search(scene.connection).then(() => undefined, findFailure);
  assert.ok(failure);
  assert.equal(diagnose(failure).code, 'imap_in_use');
});

test('of messages that are larger than they were said to be no more is held than fits, and none is left out for good', async () => {
  const uids = Array.from({ length: 9 }, (_, at) => at + 1);
  const body = 'a'.repeat(8 * 1024 * kilobyte);
  const server = await startScriptedImap({
    exists: 9,
    answer: ({ name, line }) => {
      if (name !== 'UID FETCH') return undefined;
      const [from = 0, to = from] =
        /FETCH (\d+)(?::(\d+))?/
          .exec(line)
          ?.slice(1)
          .flatMap((each) => each ?? [])
          .map(Number) ?? [];
      const asked = uids.filter((uid) => uid >= from && uid <= to);
      const rows = asked.flatMap((uid) => [`* ${uid} FETCH (UID ${uid} BODY[] {${body.length}}`, `${body})`]);
      return [...rows, 'TAG OK done'];
    },
  });
  const reader = await openImapReader(wayTo(server.port));
  await reader.openFolder('');
  const places = uids.map(String);
  const found = await reader.fetchMessages(places);
  assert.deepEqual(
    found.map(({ place }) => place),
    ['1', '2', '3', '4'],
  );
  assert.equal(server.commands.filter((name) => name === 'UID FETCH').length, 1);
  const [last] = await reader.fetchMessages(['9']);
  assert.equal(last?.raw?.length, body.length);
  reader.cut();
  await server.stop();
});

test('of a header no more is kept than was asked for', async () => {
  const server = await startScriptedImap({
    answer: ({ name }) =>
      name === 'UID FETCH'
        ? [
            `* 1 FETCH (UID 1 BODY[HEADER]<0> {${1024 * kilobyte}}`,
            `${'a'.repeat(1024 * kilobyte)})`,
            'TAG OK done',
          ]
        : undefined,
  });
  const reader = await openImapReader(wayTo(server.port));
  await reader.openFolder('');
  assert.equal((await reader.fetchHeader('1'))?.length, 256 * kilobyte);
  reader.cut();
  await server.stop();
});
