import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { createClient } from '@libsql/client/sqlite3';
import type { FileResult } from '../../src/domain/file-batch.ts';
import { startTestApp } from '../support/app.ts';
import { createWorkplace, endOf, runPostroom, spawnPostroom } from '../support/command.ts';
import { listCorpus } from '../support/corpus.ts';
import { putFreshFile } from '../support/fresh-file.ts';

const folder = createWorkplace();
let count = 0;

function makePlace(...inner: string[]): string {
  const place = join(folder, String(++count));
  for (const path of ['', ...inner]) mkdirSync(join(place, path), { recursive: true });
  return place;
}

function makeMail(id: number, fields = ''): string {
  return `From: Writer <writer${id}@shop.example>\nTo: desk@postroom.example\nSubject: Mail ${id}\nMessage-ID: <${id}@shop.example>\nDate: Mon, 02 Mar 2026 10:00:0${id % 10} +0000\n${fields}\nText ${id}\n`;
}

async function importJson(
  paths: string[],
  data: string,
  flags: string[] = [],
  input: string | Uint8Array = '',
) {
  await putFreshFile(data);
  const result = await runPostroom(['import', ...paths, '--json', '--data', data, ...flags], {}, input);
  const lines = result.stdout.split('\n').filter((line) => line !== '');
  return { ...result, results: lines.map((line) => JSON.parse(line) as FileLine) };
}

/** As the command prints it. */
type FileLine = Omit<FileResult, 'reason'> & { readonly reason: string | null };

const outcomesOf = (results: readonly FileLine[]) => results.map(({ outcome }) => outcome);

test('one message gives one line with all that is known of it', async () => {
  const place = makePlace();
  const path = join(place, 'letter.eml');
  writeFileSync(
    path,
    [
      'From: =?utf-8?q?J=C3=BCrgen?= <juergen@shop.example>',
      'To: Desk <desk@postroom.example>',
      'Cc: other@shop.example',
      'Subject: Broken =?iso-8859-1?q?Stra=DFe?=',
      'Message-ID: <letter@shop.example>',
      'Date: Mon, 02 Mar 2026 10:00:00 +0100',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'It broke.',
      '--b',
      'Content-Type: image/png',
      'Content-Disposition: attachment; filename=photo.png',
      'Content-Transfer-Encoding: base64',
      '',
      'aGVsbG8=',
      '--b--',
    ].join('\r\n'),
  );
  const { results, stderr, code } = await importJson([path], join(place, 'postroom.db'));
  assert.equal(code, 0, stderr);
  assert.deepEqual(results, [
    {
      path,
      outcome: 'opened',
      ticket: 1,
      number: 10_001,
      article: 1,
      subject: 'Broken Straße',
      from: { name: 'Jürgen', address: 'juergen@shop.example' },
      to: [{ name: 'Desk', address: 'desk@postroom.example' }],
      cc: [{ name: '', address: 'other@shop.example' }],
      messageId: 'letter@shop.example',
      date: '2026-03-02T09:00:00.000Z',
      text: 'It broke.',
      attachments: [{ name: 'photo.png', type: 'image/png', size: 5 }],
      reason: 'became a new ticket',
    },
  ]);
  assert.equal(stderr, '');
});

test('messages, mboxes, maildirs and folders of them come in by the order of names; the rest is left alone', async () => {
  const place = makePlace(
    'mail/deep',
    'mail/Maildir/cur',
    'mail/Maildir/new',
    'mail/Maildir/tmp',
    'mail/Maildir/.Sent/cur',
    'mail/Maildir/.Sent/new',
    'mail/.git',
  );
  const put = (path: string, text: string) => writeFileSync(join(place, 'mail', path), text);
  put('Maildir/new/1700000002.M2.host', makeMail(2));
  put('Maildir/cur/1700000001.M1.host:2,S', makeMail(1));
  put('Maildir/tmp/1700000003.M3.host', makeMail(3));
  put('Maildir/.Sent/cur/1700000004.M4.host:2,', makeMail(4));
  put('Maildir/dovecot-uidlist', '3 V1 N5\n1 :x\n');
  put(
    'archive.mbox',
    `From a Thu Aug 22 12:36:23 2002\n${makeMail(5)}\nFrom b Thu Aug 22 12:36:24 2002\n${makeMail(6)}`,
  );
  put('deep/one.eml', makeMail(7));
  put('deep/plain', makeMail(8));
  put('notes.txt', 'Dear diary, today: nothing.\n');
  put('\u001b]0;owned\u0007\u202epicture.png', '\u0089PNG\r\n\u001a\n');
  put('.git/config', makeMail(9));
  symlinkSync('/nowhere', join(place, 'mail', 'deep', 'dangling.eml'));
  symlinkSync('loop', join(place, 'mail', 'Maildir', 'new', 'loop'));
  const data = join(place, 'mail', 'postroom.db');
  const { results, stderr, code } = await importJson([join(place, 'mail')], data);
  assert.equal(code, 0, stderr);
  assert.deepEqual(
    results.map(({ subject }) => subject),
    [1, 2, 4, 5, 6, 7, 8].map((id) => `Mail ${id}`),
  );
  assert.match(
    stderr,
    /Skipped 4 files that are no mail: [^\p{Cc}\u202e]*picture\.png, [^\p{Cc}\u202e]*new\/loop, [^\p{Cc}\u202e]*dangling\.eml, [^\p{Cc}\u202e]*notes\.txt\.$/mu,
  );
  const words = await runPostroom(['import', join(place, 'mail'), '--data', data]);
  assert.equal(words.stdout, '7 messages: 7 duplicate.\n');
  assert.equal((await runPostroom(['check', '--data', data])).code, 0);
});

test('standard input is one message or an mbox', async () => {
  const place = makePlace();
  const data = join(place, 'postroom.db');
  const one = await importJson(['-'], data, [], makeMail(1));
  assert.deepEqual(
    one.results.map(({ path, subject, outcome }) => [path, subject, outcome]),
    [['-', 'Mail 1', 'opened']],
  );
  const mbox = [1, 2].map((id) => `From a Thu Aug 22 12:36:23 2002\n${makeMail(id)}\n`).join('');
  assert.deepEqual(outcomesOf((await importJson(['-'], data, [], mbox)).results), ['duplicate', 'opened']);
  const empty = await importJson(['-'], data);
  assert.equal(empty.code, 1);
  assert.match(empty.stderr, /Standard input is no mail/);
});

test('an answer joins its ticket, a copy does not come twice, and each group has its own', async () => {
  const place = makePlace();
  const data = join(place, 'postroom.db');
  const file = (name: string, text: string) => {
    writeFileSync(join(place, name), text);
    return join(place, name);
  };
  const question = file('1.eml', makeMail(1));
  const answer = file('2.eml', makeMail(2, 'In-Reply-To: <1@shop.example>\n').replace('writer2', 'writer1'));
  const relayed = file('3.eml', `Received: from a by b; Mon, 02 Mar 2026 10:00:01 +0000\n${makeMail(1)}`);
  const first = await importJson([question, answer, relayed, question], data);
  assert.deepEqual(outcomesOf(first.results), ['opened', 'appended', 'duplicate', 'duplicate']);
  assert.deepEqual(
    first.results.map(({ ticket }) => ticket),
    [1, 1, 1, 1],
  );
  assert.deepEqual(
    first.results.map(({ reason }) => reason),
    [
      'became a new ticket',
      'became a follow-up of #10001: In-Reply-To',
      'the same message is here already',
      'these bytes were imported before',
    ],
  );
  const again = await importJson([question, answer, relayed], data);
  assert.deepEqual(outcomesOf(again.results), ['duplicate', 'duplicate', 'duplicate']);
  const client = createClient({ url: `file:${data}`, concurrency: 1 });
  await client.execute("INSERT INTO groups (name, is_active) VALUES ('Sales', 1)");
  client.close();
  const unsaid = await importJson([question], data);
  assert.equal(unsaid.code, 1);
  assert.match(unsaid.stderr, /more than one group; expected --group with one of "Sales", "Support"/);
  const wrong = await importJson([question], data, ['--group', 'Shop']);
  assert.match(wrong.stderr, /no active group "Shop"; expected one of "Sales", "Support"/);
  const sales = await importJson([question], data, ['--group', 'Sales']);
  assert.deepEqual(
    sales.results.map(({ outcome, ticket }) => [outcome, ticket]),
    [['opened', 2]],
  );
  assert.deepEqual(outcomesOf((await importJson([question], data, ['--group', 'Sales'])).results), [
    'duplicate',
  ]);
  assert.equal((await runPostroom(['check', '--data', data])).stdout.slice(0, 16), 'Nothing is wrong');
});

test('mail from before the cut-off is archived with its own date, by header, not by the file', async () => {
  const place = makePlace();
  const old = join(place, 'old.eml');
  writeFileSync(old, makeMail(1).replace('02 Mar 2026', '02 Mar 2020'));
  utimesSync(old, new Date(), new Date());
  const young = join(place, 'young.eml');
  writeFileSync(young, makeMail(2));
  const data = join(place, 'postroom.db');
  const { results } = await importJson([old, young], data, ['--archive-before', '2026-01-01']);
  assert.deepEqual(outcomesOf(results), ['archived', 'opened']);
  const client = createClient({ url: `file:${data}`, concurrency: 1 });
  const tickets = await client.execute('SELECT state, created_at FROM tickets ORDER BY id');
  client.close();
  assert.deepEqual([tickets.rows[0]?.state, tickets.rows[1]?.state], ['closed', 'new']);
  assert.equal(new Date(Number(tickets.rows[0]?.created_at)).toISOString().slice(0, 10), '2020-03-02');
  const wrong = await runPostroom(['import', old, '--archive-before', 'soon', '--data', data]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /--archive-before is "soon"; expected a day/);
});

test('what is no mail, or not there, is said in one line', async () => {
  const place = makePlace();
  writeFileSync(join(place, 'notes.txt'), 'Nothing here\n');
  const data = join(place, 'postroom.db');
  const cases: [string[], number, RegExp][] = [
    [[], 2, /got no path; expected at least one path/],
    [[join(place, 'none.eml')], 1, /none\.eml cannot be read: it is not there; expected a message, an mbox/],
    [
      [join(place, 'notes.txt', 'x')],
      1,
      /x cannot be read: it is not there, as what its path names as a folder/,
    ],
    [[''], 2, /got an empty path; expected at least one path/],
    [[join(place, 'notes.txt')], 1, /notes\.txt is no mail; expected a message, an mbox, a maildir/],
    [[data], 1, /postroom\.db is no mail/],
  ];
  for (const [words, code, message] of cases) {
    const result = await runPostroom(['import', ...words, '--data', data]);
    assert.equal(result.code, code, result.stdout);
    assert.match(result.stderr, message);
  }
});

test('a message that is too large is kept as its header with the reason', async () => {
  const place = makePlace();
  const data = join(place, 'postroom.db');
  const big = Buffer.concat([
    Buffer.from(makeMail(1)),
    Buffer.alloc(46 * 1024 * 1024, 'large line of text\n'),
  ]);
  const { results, code, stderr } = await importJson(['-'], data, [], big);
  assert.equal(code, 0, stderr);
  assert.deepEqual(outcomesOf(results), ['quarantined']);
  assert.match(results[0]?.reason ?? '', /too large to be imported \(47 MB\); only its header is kept/);
  assert.equal((await runPostroom(['check', '--data', data])).code, 0);
  assert.deepEqual(outcomesOf((await importJson(['-'], data, [], big)).results), ['duplicate']);
});

test('it goes through a running instance, which stores it and sees it at once', async () => {
  const app = await startTestApp();
  const place = makePlace();
  for (const id of [1, 2, 3]) writeFileSync(join(place, `${id}.eml`), makeMail(id));
  const beside = await importJson([place], app.dataPath);
  assert.deepEqual(outcomesOf(beside.results), ['opened', 'opened', 'opened'], beside.stderr);
  const agent = await app.signIn('admin');
  assert.match(await (await agent.get('/tickets')).text(), /Mail 2/);
  const both = await Promise.all([importJson([place], app.dataPath), importJson([place], app.dataPath)]);
  for (const { results } of both)
    assert.deepEqual(outcomesOf(results), ['duplicate', 'duplicate', 'duplicate']);
  assert.equal((await runPostroom(['check', '--data', app.dataPath])).code, 0);
  await app.stop();
});

const corpus = listCorpus();

test('150 messages of the corpus come in whole, and a second time as duplicates of the same articles', async () => {
  const place = makePlace('mail');
  const every = corpus.filter((_, index) => index % 40 === 0).slice(0, 150);
  for (const [index, path] of every.entries())
    copyFileSync(path, join(place, 'mail', `${String(index).padStart(4, '0')}-${basename(path)}`));
  const data = join(place, 'postroom.db');
  const { results, code, stderr } = await importJson([join(place, 'mail')], data);
  assert.equal(code, 0, stderr);
  assert.equal(results.length, 150);
  const bad = results.filter(({ outcome }) => outcome !== 'opened' && outcome !== 'appended');
  assert.deepEqual(
    bad.map(({ path, outcome, reason }) => [basename(path), outcome, reason]),
    [],
  );
  assert.deepEqual(
    results.filter(({ ticket, number, article, subject }) =>
      [ticket, number, article, subject].includes(null),
    ),
    [],
  );
  const again = await importJson([join(place, 'mail')], data);
  assert.equal(again.results.filter(({ outcome }) => outcome === 'duplicate').length, 150);
  assert.deepEqual(
    again.results.map(({ article }) => article),
    results.map(({ article }) => article),
  );
  const check = await runPostroom(['check', '--data', data]);
  assert.match(check.stdout, /^Nothing is wrong: \d+ tickets, 150 articles, 150 receipts, 0 quarantine/);
});

test('killed again and again in the middle, and run again, it ends with every message once', async () => {
  const place = makePlace();
  const mbox = join(place, 'all.mbox');
  const wanted = 600;
  writeFileSync(
    mbox,
    Array.from({ length: wanted }, (_, id) => `From a Thu Aug 22 12:36:23 2002\n${makeMail(id)}\n`).join(''),
  );
  const data = join(place, 'postroom.db');
  const seen = new Set<number>();
  for (let kills = 0; kills < 2; kills += 1) {
    const child = spawnPostroom(['import', mbox, '--json', '--data', data]);
    if (child.stdout === null) throw new Error('no standard output');
    let fresh = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      const { outcome, article } = JSON.parse(line) as FileLine;
      if (outcome === 'duplicate') continue;
      seen.add(article ?? 0);
      fresh += 1;
      if (fresh === 100 + 37 * kills) child.kill('SIGKILL');
    }
    assert.equal(await endOf(child), null);
  }
  const last = await importJson([mbox], data);
  assert.equal(last.code, 0, last.stderr);
  assert.equal(last.results.length, wanted);
  for (const { article } of last.results) seen.add(article ?? 0);
  assert.equal(seen.size, wanted);
  const check = await runPostroom(['check', '--data', data]);
  assert.match(
    check.stdout,
    new RegExp(`^Nothing is wrong: ${wanted} tickets, ${wanted} articles, ${wanted} receipts`),
  );
});

test('a reader that has seen enough ends it quietly', async () => {
  const child = spawnPostroom(['version', '--licenses']);
  child.stdout?.destroy();
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  if (child.exitCode === null) await once(child, 'close');
  assert.equal(errors, '');
  assert.equal(child.exitCode, 0);
});

test('a signal ends an import whose pipe says nothing more, and what had come whole is kept', async () => {
  const place = makePlace();
  const data = join(place, 'postroom.db');
  await putFreshFile(data);
  const child = spawnPostroom(['import', '-', '--json', '--data', data]);
  const { stdin, stdout, stderr } = child;
  assert.ok(stdin !== null && stdout !== null && stderr !== null);
  // One batch, and the beginning of another.
  const mails = Array.from({ length: 60 }, (_, id) => `From x Mon Mar  2 10:00:00 2026\n${makeMail(id)}\n`);
  stdin.write(mails.join(''));
  const lines = createInterface(stdout);
  await once(lines, 'line');
  const said = text(stderr);
  child.kill('SIGTERM');
  assert.equal(await endOf(child), 1);
  assert.match(await said, /^Stopped\. Run the same command again to go on\.$/m);
  const client = createClient({ url: `file:${data}` });
  const { rows } = await client.execute('SELECT count(*) AS n FROM articles');
  client.close();
  assert.equal(rows[0]?.n, 50);
});
