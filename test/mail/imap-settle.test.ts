import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diagnose } from '../../src/domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../src/domain/failure.ts';
import { connectImap, type MailConnection } from '../../src/mail/imap.ts';
import { type ScriptedOptions, startScriptedImap } from '../support/scripted-imap.ts';

async function openScene(options: ScriptedOptions) {
  const server = await startScriptedImap({ exists: 2, ...options });
  const mail = await connectImap({
    host: '127.0.0.1',
    port: server.port,
    security: 'none',
    user: 'a@test',
    auth: { password: 'x' },
  });
  return {
    server,
    mail,
    async [Symbol.asyncDispose]() {
      mail.cut();
      await server.stop();
    },
  };
}

async function failureOf(work: Promise<unknown>): Promise<{ code: string; text: string }> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const failure = findFailure(error);
  assert.ok(failure !== undefined, String(error));
  return { code: diagnose(failure).code, text: failure.text };
}

const rows = (flags: string) => [
  `* 1 FETCH (UID 1 FLAGS (${flags}))`,
  `* 2 FETCH (UID 2 FLAGS (${flags}))`,
  'TAG OK done',
];
const gone = 'TAG NO Some of the requested messages no longer exist.';

/** What is done, the command that carries it, and the flags with which it would have been done. */
const deeds: readonly (readonly [string, string, (mail: MailConnection) => Promise<void>])[] = [
  ['markRead', 'UID STORE', (mail) => mail.markRead([1, 2])],
  ['removeMessages', 'UID EXPUNGE', (mail) => mail.removeMessages([1, 2])],
  ['moveMessages', 'UID MOVE', (mail) => mail.moveMessages([1, 2], 'Done')],
];

for (const [name, command, deed] of deeds) {
  for (const words of [gone, 'TAG OK done']) {
    test(`${name}: "${words}" is not believed while the messages are as before`, async () => {
      await using scene = await openScene({
        answer: (said) =>
          said.name === command ? [words] : said.name === 'UID FETCH' ? rows('') : undefined,
      });
      await scene.mail.selectFolder('');
      const { code, text } = await failureOf(deed(scene.mail));
      assert.equal(code, 'imap_settle_refused');
      assert.match(text, /2 of 2 messages are as before/);
    });
  }

  test(`${name}: what has vanished meanwhile counts as done`, async () => {
    await using scene = await openScene({ answer: (said) => (said.name === command ? [gone] : undefined) });
    await scene.mail.selectFolder('');
    await deed(scene.mail);
  });
}

test('what a server says of copies costs nothing, however much or little it is', async () => {
  for (const copies of ['COPYUID 14  ', 'COPYUID 14 1:3 9', 'COPYUID 14 1:4294967295 1:4294967295']) {
    await using scene = await openScene({
      answer: ({ name }) =>
        name === 'UID MOVE'
          ? [`* OK [${copies}] Moved`, '* 1 EXPUNGE', `TAG OK [${copies}] done`]
          : name === 'UID FETCH'
            ? ['TAG OK done']
            : undefined,
    });
    await scene.mail.selectFolder('');
    const before = process.cpuUsage().user;
    await scene.mail.moveMessages([1, 2], 'Done');
    // Sixteen million numbers in a table take seconds, and a gigabyte.
    assert.ok(process.cpuUsage().user - before < 1_000_000, copies);
  }
});

const uidsUpTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

for (const [count, saidGone, looks] of [
  [30, 30, 0],
  // Another program may have removed as many.
  [2, 2, 1],
  [30, 29, 1],
  [30, 31, 1],
] as const) {
  test(`removeMessages: of ${count} marked and removed by one round trip, ${saidGone} said to be gone: ${looks} looks`, async () => {
    let marked = '';
    await using scene = await openScene({
      exists: 40,
      answer({ name, tag }) {
        if (name === 'UID FETCH') return ['TAG OK done'];
        if (name === 'UID STORE') {
          marked = tag;
          return [];
        }
        if (name !== 'UID EXPUNGE') return undefined;
        return [`${marked} OK marked`, ...uidsUpTo(saidGone).map(() => '* 1 EXPUNGE'), 'TAG OK done'];
      },
    });
    await scene.mail.selectFolder('');
    await scene.mail.removeMessages(uidsUpTo(count));
    assert.equal(scene.server.commands.filter((name) => name === 'UID FETCH').length, looks);
    assert.equal(scene.server.commands.filter((name) => name === 'UID EXPUNGE').length, 1);
  });
}

for (const refused of ['UID STORE', 'UID EXPUNGE', 'UID FETCH']) {
  test(`removeMessages: ${refused} refused, and the line goes on`, async () => {
    await using scene = await openScene({
      answer: ({ name }) =>
        name === refused ? ['TAG NO Not now'] : name === 'UID FETCH' ? rows('') : undefined,
    });
    const { mail } = scene;
    await mail.selectFolder('');
    assert.match((await failureOf(mail.removeMessages([1, 2]))).text, /Not now/);
    assert.deepEqual(await mail.listUids({ from: 1 }), [1, 2]);
  });
}

test('removeMessages: a line that is cut in the middle', async () => {
  await using scene = await openScene({
    answer: ({ name }) => (name === 'UID STORE' ? [] : name === 'UID EXPUNGE' ? ['CUT'] : undefined),
  });
  await scene.mail.selectFolder('');
  assert.equal((await failureOf(scene.mail.removeMessages([1, 2]))).code, 'network_closed');
});

test('without UIDPLUS what is marked as deleted is done', async () => {
  await using scene = await openScene({
    capabilities: 'IMAP4rev1',
    answer: ({ name }) => (name === 'UID FETCH' ? rows('\\Deleted') : undefined),
  });
  await scene.mail.selectFolder('');
  await scene.mail.removeMessages([1, 2]);
  assert.ok(!scene.server.commands.includes('EXPUNGE'));
});

/** A server without MOVE, which is handed copies and asked to let the originals go. */
function withoutMove(refused: string, marks: { flags: string }) {
  return (said: { readonly name: string; readonly count: number }) => {
    if (said.name === refused && said.count === 1) return ['TAG NO Not now'];
    if (said.name === 'UID STORE') marks.flags = '\\Deleted';
    if (said.name === 'UID EXPUNGE') marks.flags = 'gone';
    if (said.name !== 'UID FETCH') return undefined;
    return marks.flags === 'gone' ? ['TAG OK done'] : rows(marks.flags);
  };
}

for (const refused of ['UID STORE', 'UID EXPUNGE']) {
  test(`without MOVE, ${refused} refused at first: each message is copied once`, async () => {
    const capabilities = 'IMAP4rev1 UIDPLUS';
    await using scene = await openScene({ capabilities, answer: withoutMove(refused, { flags: '' }) });
    const { mail, server } = scene;
    await mail.selectFolder('');
    await assert.rejects(mail.moveMessages([1, 2], 'Done'));
    await mail.moveMessages([1, 2], 'Done');
    assert.equal(server.commands.filter((name) => name === 'UID COPY').length, 1);
  });
}

test('without MOVE, a copy that is refused: the originals stay as they are', async () => {
  for (const words of ['NO [OVERQUOTA] Full', 'NO [TRYCREATE] No such folder', 'BAD What?']) {
    await using scene = await openScene({
      capabilities: 'IMAP4rev1 UIDPLUS',
      answer: ({ name }) =>
        name === 'UID COPY' ? [`TAG ${words}`] : name === 'UID FETCH' ? rows('') : undefined,
    });
    await scene.mail.selectFolder('');
    await assert.rejects(scene.mail.moveMessages([1, 2], 'Done'));
    assert.ok(!scene.server.commands.some((name) => /STORE|EXPUNGE/.test(name)), words);
  }
});

test('a server with a prefix: Support is INBOX.Support, and nothing is moved into the folder that is fetched', async () => {
  await using scene = await openScene({
    answer: ({ name }) =>
      name === 'NAMESPACE'
        ? ['* NAMESPACE (("INBOX." ".")) NIL NIL', 'TAG OK done']
        : name === 'LIST'
          ? ['* LIST (\\HasNoChildren) "." INBOX.Support', 'TAG OK done']
          : undefined,
  });
  await scene.mail.selectFolder('INBOX.Support');
  assert.equal(scene.mail.nameOnServer('Support'), 'INBOX.Support');
  assert.equal(scene.mail.nameOnServer('inbox'), 'INBOX');
  assert.equal((await failureOf(scene.mail.moveMessages([1], 'Support'))).code, 'imap_same_folder');
  assert.ok(!scene.server.commands.includes('UID MOVE'));
});

/** A refused SELECT, whether the folder is listed, and what may be concluded. */
const refusals: readonly (readonly [string, boolean, string])[] = [
  ['NO SELECT failed.', false, 'imap_folder_missing'],
  ['NO SELECT failed.', true, 'imap_folder_refused'],
  ['NO [UNAVAILABLE] Not now', false, 'imap_unavailable'],
  ['NO [INUSE] Somebody else', true, 'imap_in_use'],
  ['NO [LIMIT] Too many', true, 'imap_limit'],
  ['NO [NOPERM] Not yours', true, 'imap_no_permission'],
];

for (const [words, isListed, expected] of refusals) {
  test(`SELECT: ${words}, ${isListed ? '' : 'not '}listed: ${expected}`, async () => {
    await using scene = await openScene({
      answer: ({ name }) => {
        if (name === 'SELECT') return [`TAG ${words}`];
        return name === 'LIST' ? [...(isListed ? ['* LIST () "/" Help'] : []), 'TAG OK done'] : undefined;
      },
    });
    assert.equal((await failureOf(scene.mail.selectFolder('Help'))).code, expected);
  });
}

test('a name with blanks at its end is the one that is opened', async () => {
  await using scene = await openScene({});
  await scene.mail.selectFolder('Help ').catch(() => undefined);
  assert.ok(scene.server.lines.some((line) => /SELECT "Help "/.test(line)));
});

test('whether there is a folder is asked of that folder alone', async () => {
  await using scene = await openScene({
    answer: ({ name, line }) =>
      name === 'STATUS' && line.includes('Lost')
        ? ['TAG NO no such folder']
        : name === 'STATUS'
          ? ['* STATUS Done (MESSAGES 1)', 'TAG OK done']
          : undefined,
  });
  assert.equal(await scene.mail.hasFolder('Done'), true);
  assert.equal(await scene.mail.hasFolder('Lost'), false);
});

test('removeMessages: a server that looks before it has marked, and answers in the end, is asked once more', async () => {
  const held: string[] = [];
  let isRemoved = false;
  const left = rows('\\Deleted').slice(0, 2);
  let looks: string[] = [];
  const answerAll = () => {
    for (const line of [...looks, ...held.splice(0)]) scene.server.say(line);
    looks = [];
  };
  const scene = await openScene({
    answer({ name, tag }) {
      const isTogether = held.length > 0;
      if (name === 'UID STORE') {
        held.push(`${tag} OK marked`);
        // As Dovecot, when more has come meanwhile: all is done first, and answered in the end.
        setTimeout(answerAll, 100);
        return [];
      }
      if (isTogether) {
        if (name === 'UID FETCH') looks = left;
        held.push(`${tag} OK done`);
        return [];
      }
      if (name === 'UID EXPUNGE') {
        isRemoved = true;
        return ['* 1 EXPUNGE', '* 1 EXPUNGE', 'TAG OK done'];
      }
      return name === 'UID FETCH' ? [...(isRemoved ? [] : left), 'TAG OK done'] : undefined;
    },
  });
  try {
    await scene.mail.selectFolder('');
    await scene.mail.removeMessages([1, 2]);
    assert.ok(isRemoved, scene.server.commands.join(', '));
  } finally {
    await scene[Symbol.asyncDispose]();
  }
});
