import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { connect } from 'node:tls';
import { address, goodToken, type ImapBench, openBench, plainMail } from './imap-support.ts';

const credentials = Buffer.from(`user=${address}\x01auth=Bearer ${goodToken}\x01\x01`).toString('base64');

/** @returns everything the server says when each line is sent once the server has answered the one before. */
async function converse(bench: ImapBench, lines: string[]): Promise<string[]> {
  const socket = connect({ host: 'localhost', port: bench.port, ca: bench.ca });
  let received = '';
  let wake: () => void = () => undefined;
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1');
    wake();
  });
  const answered = async (from: number, pattern: RegExp) => {
    while (!pattern.test(received.slice(from))) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  await once(socket, 'secureConnect');
  await answered(0, /\r\n$/);
  for (const line of lines) {
    const from = received.length;
    socket.write(`${line}\r\n`);
    const tag = /^\w+(?= )/.exec(line)?.[0];
    await answered(from, new RegExp(`^(\\+|${tag ?? '\\w+'} )[^\\r]*\\r\\n$`, 'm'));
  }
  socket.destroy();
  return received.split('\r\n').slice(0, -1);
}

test('a session in the words of Exchange', async () => {
  await using bench = await openBench();
  bench.mailboxes.deliver(address, plainMail('One'), { flags: ['\\Seen'] });
  bench.mailboxes.deliver(address, plainMail('Two'));
  const said = await converse(bench, [
    'a CAPABILITY',
    `b AUTHENTICATE XOAUTH2 ${credentials}`,
    'c CAPABILITY',
    'd NAMESPACE',
    'e SELECT INBOX',
    'f LIST "" "*" RETURN (STATUS (MESSAGES))',
    'g UID SEARCH KEYWORD Custom',
    'h SEARCH CHARSET UTF-8 SUBJECT x',
    'i ENABLE CONDSTORE',
    'j IDLE',
    'DONE',
    'k LOGOUT',
  ]);
  const before =
    'IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+';
  assert.match(said[0] ?? '', /^\* OK The Microsoft Exchange IMAP4 service is ready\. \[[\w+/=]+\]$/);
  assert.deepEqual(said.slice(1, 4), [
    `* CAPABILITY ${before}`,
    'a OK CAPABILITY completed.',
    'b OK AUTHENTICATE completed.',
  ]);
  assert.match(said[4] ?? '', /CLIENTACCESSRULES CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE/);
  assert.deepEqual(said.slice(6), [
    '* NAMESPACE (("" "/")) NIL NIL',
    'd OK NAMESPACE completed.',
    '* 2 EXISTS',
    '* 0 RECENT',
    '* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)',
    '* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)] Permanent flags',
    '* OK [UNSEEN 2] Is the first unseen message',
    '* OK [UIDVALIDITY 14] UIDVALIDITY value',
    '* OK [UIDNEXT 3] The next unique identifier value',
    'e OK [READ-WRITE] SELECT completed.',
    'f BAD Command Argument Error. 12',
    'g BAD Command Argument Error. 11',
    'h NO [BADCHARSET (US-ASCII)] The specified charset is not supported.',
    'i BAD Command Error. 10',
    '+ IDLE accepted, awaiting DONE command.',
    'j OK IDLE completed.',
    '* BYE Microsoft Exchange Server IMAP4 server signing off.',
    'k OK LOGOUT completed.',
  ]);
});

test('XOAUTH2 without the initial response, and what is refused before sign-in', async () => {
  await using bench = await openBench();
  const said = await converse(bench, [
    'a SELECT INBOX',
    'b LOGIN user password',
    'c AUTHENTICATE XOAUTH2 bm9uc2Vuc2U=',
    'd AUTHENTICATE XOAUTH2',
    credentials,
    'e SELECT Nowhere',
    'f FETCH 1 FLAGS',
  ]);
  assert.deepEqual(said.slice(1), [
    'a BAD Command received in Invalid state.',
    'b NO LOGIN failed.',
    'c NO AUTHENTICATE failed.',
    '+',
    'd OK AUTHENTICATE completed.',
    "e NO Nowhere doesn't exist.",
    'f BAD Command received in Invalid state.',
  ]);
});

test('literals are asked for; numbers, macros and broken commands', async () => {
  await using bench = await openBench();
  bench.mailboxes.deliver(address, plainMail('One'), { internalDate: new Date('2026-01-02T03:04:05Z') });
  const size = plainMail('One').length;
  const said = await converse(bench, [
    `a AUTHENTICATE XOAUTH2 ${credentials}`,
    'b SELECT {5}',
    'INBOX',
    'c FETCH 1:* FAST',
    'd UID FETCH 99 (FLAGS)',
    'e UID FETCH 1 (BODY[HEADER.FIELDS (SUBJECT)]<0.7>)',
    'f FETCH 1 (NONSENSE)',
    'g STORE 1 +FLAGS.SILENT (\\Flagged Custom)',
    'h FETCH 1 FLAGS',
    'i LIST "" %',
    'j FETCH (',
  ]);
  const start = said.indexOf('+ Ready for additional command text.');
  assert.ok(start > 0);
  assert.deepEqual(said.slice(said.indexOf('b OK [READ-WRITE] SELECT completed.') + 1), [
    `* 1 FETCH (FLAGS () INTERNALDATE " 2-Jan-2026 03:04:05 +0000" RFC822.SIZE ${size})`,
    'c OK FETCH completed.',
    'd OK FETCH completed.',
    '* 1 FETCH (UID 1 BODY[HEADER.FIELDS (SUBJECT)]<0> {7}',
    'Subject FLAGS (\\Seen))',
    'e OK FETCH completed.',
    'f BAD Command Argument Error. 12',
    'g OK STORE completed.',
    '* 1 FETCH (FLAGS (\\Seen \\Flagged))',
    'h OK FETCH completed.',
    '* LIST (\\HasNoChildren) "/" Archive',
    '* LIST (\\HasNoChildren) "/" "Conversation History"',
    '* LIST (\\HasNoChildren) "/" "Deleted Items"',
    '* LIST (\\HasNoChildren) "/" Drafts',
    '* LIST (\\Marked \\HasNoChildren) "/" INBOX',
    '* LIST (\\HasNoChildren) "/" "Junk Email"',
    '* LIST (\\HasNoChildren) "/" Outbox',
    '* LIST (\\HasNoChildren) "/" "Sent Items"',
    'i OK LIST completed.',
    'j BAD Command Argument Error. 12',
  ]);
});
