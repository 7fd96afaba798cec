import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { defences } from '../../scripts/defences.mjs';

// Each attack that is gathered, with the tests that hold against it, wherever they stand.

/** By case: files, each with the beginning of a test's name. */
const cases: Readonly<Record<string, readonly (readonly [file: string, name: string])[]>> = {
  'S1 stored scripts': [
    ['test/e2e/hostile-html.test.ts', 'no payload runs a script or asks the network for anything'],
    ['test/e2e/hostile-html.test.ts', 'were nothing sanitized, the frame alone would still run no script'],
  ],
  'S2 attributes that act': [['test/fuzz/mail.test.ts', 'what comes out is harmless']],
  'S3 tracking': [
    ['test/e2e/hostile-html.test.ts', 'with pictures allowed, pictures are all that is asked for'],
  ],
  'S4 files that act': [
    ['test/web/tickets/attachments.test.ts', 'whatever a file claims to be, it is only ever saved'],
  ],
  'S5 names of files': [
    [
      'test/abuse/kept-defences.test.ts',
      'the name of an incoming file holds nothing that hides or redirects',
    ],
    ['test/web/tickets/attachments.test.ts', 'a file name can neither leave its folder'],
  ],
  'S6 line breaks and recipients in headers': [
    ['test/mail/compose.test.ts', 'a line break in any field makes no header and no recipient'],
    ['test/mail/compose.test.ts', 'several recipients in one address are refused'],
  ],
  'S7 the end of a message within it': [['test/mail/smtp.test.ts', 'no text ends the message early']],
  'S8 joining a ticket by guessing': [
    ['test/abuse/forged-senders.test.ts', 'our own address and an agent’s, with a guessed ticket number'],
    ['test/fuzz/mail.test.ts', 'nobody outside a ticket gets in'],
  ],
  'S9 answers to somebody else': [
    ['test/abuse/recipients.test.ts', 'an answer goes to the one who wrote'],
    ['test/abuse/forged-senders.test.ts', 'a message that somebody else has announced as his'],
  ],
  'S10 forged verdicts': [
    ['test/abuse/forged-senders.test.ts', 'a verdict that the sender has written himself counts for nothing'],
  ],
  'S11 loops and backscatter': [
    ['test/desk/incoming/auto-reply.test.ts', 'two Postrooms that answer each other stop after one message'],
    ['test/desk/incoming/auto-reply.test.ts', '300 forged senders make us write to 100 at most in an hour'],
  ],
  'S12 bombs': [
    ['test/faults/corpus.test.ts', 'each message of the corpus ends as an article or in quarantine'],
  ],
  'S13 patterns of rules and of ours': [
    ['test/abuse/patterns.test.ts', 'every pattern reads a long text of its own pieces within 50 ms'],
    [
      'test/abuse/hostile-text.test.ts',
      'a megabyte of shapes that look like quotes is shown, and stops no page',
    ],
  ],
  'S14 servers inside': [
    ['test/abuse/private-servers.test.ts', 'is not connected to without an admin'],
    ['test/abuse/private-servers.test.ts', 'alerts go by no server inside'],
  ],
  'S15 requests from elsewhere': [
    ['test/web/hostile-requests.test.ts', 'no route that changes something takes a request from elsewhere'],
  ],
  'S16 sessions that go on': [
    ['test/web/hostile-requests.test.ts', 'a session that somebody chose beforehand'],
    [
      'test/web/users/access.test.ts',
      'signing out, a new password and disabling a user end the session at once',
    ],
  ],
  'S17 guessing': [
    ['test/abuse/sign-in.test.ts', 'of 200 guesses at the same moment from one address ten are looked at'],
    ['test/web/hostile-requests.test.ts', 'an address made up in X-Forwarded-For is no way around'],
  ],
  'S18 states of OAuth': [
    [
      'test/web/microsoft/oauth.test.ts',
      'a sign-in that is cancelled, declined, replayed, foreign or made up',
    ],
    ['test/web/account/microsoft-login.test.ts', 'an answer that another browser began, or that comes twice'],
  ],
  'S19 another account for a mailbox': [
    ['test/web/microsoft/oauth.test.ts', 're-authentication names the account and asks for the password'],
    [
      'test/web/account/microsoft-login.test.ts',
      'a known address lets in, and from then on the account counts',
    ],
  ],
  'S20 secrets that leak': [
    ['test/abuse/kept-defences.test.ts', 'a parser process knows nothing of our environment'],
    [
      'test/desk/telling/alerts.test.ts',
      'a server of its own sends mail that no program answers; the password stays',
    ],
  ],
  'S21 the first admin': [['test/web/users/access.test.ts', 'the set-up link makes the first admin once']],
  'S22 what one may not see': [
    ['test/web/users/permissions.test.ts', 'every route has a row, and every row a route'],
    ['test/desk/door.test.ts', 'every command has a row'],
  ],
  'S23 searches': [
    ['test/db/search.test.ts', 'any input is a search or one sentence'],
    ['test/fuzz/web.test.ts', 'no search, filter or page number answers anything with 500'],
  ],
  'S24 answers that mix': [
    ['test/web/hostile-requests.test.ts', 'two people who ask at the same time each get their own page'],
  ],
  'S25 spellings of paths': [['test/web/path-fuzz.test.ts', 'no spelling of a page opens it to nobody']],
  'S26 bodies': [
    ['test/abuse/request-body.test.ts', '29 MB of fields for the sign-in are refused unread'],
    ['test/web/hostile-requests.test.ts', 'a body without end is refused before it is read'],
    ['test/abuse/slow-requests.test.ts', 'pages are served, and memory stays'],
    ['test/abuse/request-body.test.ts', 'more than a thousand fields are refused before they are read'],
    ['test/abuse/inherited-names.test.ts', 'a mail that says in every place what each object knows'],
  ],
  'S27 packages': [
    ['test/architecture.test.ts', 'holds no package with a known weakness'],
    ['test/bill-of-materials.test.ts', 'everything inside is under a licence'],
  ],
};

/** What once worked against the running program, by the same rule. */
const attacks: typeof cases = {
  'one request ends the process': [
    ['test/abuse/request-body.test.ts', '29 MB of fields for the sign-in are refused unread'],
    ['test/abuse/request-body.test.ts', 'a form of much text is refused before it is read'],
    ['test/abuse/request-body.test.ts', 'bodies of one address that are kept waiting'],
    ['test/abuse/request-body.test.ts', 'nothing is read of a request without a session'],
  ],
  'one picture three thousand times': [
    ['test/web/tickets/attachments.test.ts', 'a picture in a text has an address of its own'],
  ],
  'text that stops all pages or all writing': [
    ['test/abuse/hostile-text.test.ts', 'a megabyte of shapes that look like quotes is shown'],
    ['test/abuse/bounce-wording.test.ts', 'text that would stop all writing'],
    ['test/abuse/hostile-text.test.ts', 'a draft of a megabyte of'],
    ['test/abuse/patterns.test.ts', 'every pattern reads a long text of its own pieces within 50 ms'],
    ['test/abuse/linear-functions.test.ts', 'what the threads run over a text of 200 KB'],
  ],
  'the limit of sign-ins is a race': [
    ['test/abuse/sign-in.test.ts', 'of 200 guesses at the same moment from one address ten are looked at'],
    ['test/abuse/sign-in.test.ts', 'behind a proxy that is not believed nobody is shut out for the day'],
    ['test/abuse/sign-in.test.ts', 'the current password under Your account cannot be guessed either'],
  ],
  'a name that becomes a recipient': [
    ['test/abuse/recipients.test.ts', 'an answer goes to the one who wrote'],
  ],
  'anybody joins any ticket': [
    ['test/abuse/forged-senders.test.ts', 'our own address and an agent’s, with a guessed ticket number'],
    ['test/abuse/forged-senders.test.ts', 'a message that somebody else has announced as his'],
  ],
  'frames that grow for ever': [
    ['test/e2e/mail-shown.test.ts', 'as high as the window'],
    ['test/mail/render/apply-styles.test.ts', 'min-height:100vh'],
  ],
  'rights across groups': [
    ['test/desk/door.test.ts', 'a merge into a ticket that one may not see is not undone'],
    ['test/desk/door.test.ts', 'every command has a row'],
  ],
  'a control socket of somebody else': [
    ['test/commands/control-socket.test.ts', 'a socket that somebody else has put there is not talked to'],
  ],
  'sessions, passwords, streams, servers, the file': [
    ['test/abuse/sign-in.test.ts', 'a new sign-in ends the session that the browser had'],
    ['test/domain/password.test.ts', 'is not $'],
    ['test/abuse/event-streams.test.ts', 'a session keeps thirty streams open'],
    ['test/web/api/facts.test.ts', 'ten requests of a token wait for something new'],
    ['test/abuse/private-servers.test.ts', 'is not connected to without an admin'],
    ['test/abuse/plain-file.test.ts', 'that the file is readable'],
  ],
  'pages asked for without end': [
    ['test/web/turnstile.test.ts', 'who asks for many pages at once holds up nobody else'],
  ],
};

test('every case and every attack has its tests', () => {
  assert.equal(Object.keys(cases).length, 27);
  const missing = Object.entries({ ...cases, ...attacks }).flatMap(([each, tests]) =>
    tests
      .filter(([file, name]) => !readFileSync(file, 'utf8').includes(name))
      .map((line) => [each, ...line].join(': ')),
  );
  assert.deepEqual(missing, []);
});

test('each defence that is taken out to try its test stands where the list says', () => {
  const lost = defences.flatMap(({ defence, changes }) =>
    changes
      .filter(([file, from]) => readFileSync(file, 'utf8').split(from).length !== 2)
      .map(([file]) => `${defence}: ${file}`),
  );
  assert.deepEqual(lost, []);
});
