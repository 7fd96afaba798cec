import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isAddress, normalizeAddress } from '../../src/domain/address.ts';
import { formatAddress } from '../../src/domain/address-list.ts';
import { cleanFilename } from '../../src/domain/filename.ts';
import { foldHtml, stripMarks } from '../../src/domain/html/html-fold.ts';
import { htmlToText } from '../../src/domain/html/html-text.ts';
import { parseMailDate } from '../../src/domain/mail-date.ts';
import { makeMessageId, verifyMessageId } from '../../src/domain/message-id.ts';
import { splitText } from '../../src/domain/quote.ts';
import { parseRecipients } from '../../src/domain/recipients.ts';
import {
  addTag,
  defaultTag,
  findTicketNumbers,
  normalizeSubject,
  stripPrefixes,
} from '../../src/domain/subject.ts';
import { decideThread } from '../../src/domain/threading.ts';
import { sanitizeHtml } from '../../src/mail/html.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { findHarm } from '../support/html-harm.ts';

/** Replay a failure by putting its seed here. */
const seed = 20_261_123;
const settings = { seed, numRuns: 300 };
const payloads: string[] = JSON.parse(readFileSync('test/fixtures/hostile-html.json', 'utf8'));

describe('for all inputs', () => {
  test('normalising an address twice is once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const once = normalizeAddress(text);
        if (isAddress(once)) assert.equal(normalizeAddress(once), once);
      }),
      settings,
    );
  });
  test('a written address is read back', () => {
    const name = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .map((text) => text.replace(/[\p{C}\s\u200b"\\<>]/gu, ''));
    fc.assert(
      fc.property(name, fc.emailAddress(), (given, mail) => {
        const address = normalizeAddress(mail);
        fc.pre(isAddress(address));
        const { addresses } = parseRecipients(formatAddress({ name: given, address }));
        assert.deepEqual(addresses, [{ name: given, address }]);
      }),
      settings,
    );
  });
  test('a tag is found again, whatever subject it stands in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 1e9 }), (subject, number) => {
        assert.ok(findTicketNumbers(`Re: ${addTag(subject, number)}`).includes(number));
        assert.equal(addTag(addTag(subject, number), number), addTag(subject, number));
      }),
      settings,
    );
  });
  test('stripping prefixes ends and is done', () => {
    const subject = fc.array(
      fc.constantFrom('Re:', 'AW:', 'Fwd: ', '[EXT]', ' ', 'a', '(fwd)', '回复：', 'Re[2]:'),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(subject, (words) => {
        const once = stripPrefixes(words.join(''));
        assert.equal(stripPrefixes(`Re: ${once}`), stripPrefixes(once));
        assert.equal(normalizeSubject(normalizeSubject(once)), normalizeSubject(once));
      }),
      settings,
    );
  });
  test('nobody outside a ticket gets in', () => {
    const ids = fc.array(fc.constantFrom('a@x', 'b@x', 'own', 'forged@x'), { maxLength: 5 });
    const secret = Buffer.alloc(32, 1);
    const own = makeMessageId(secret, { ticketId: 1, unique: 'u' }, 'x');
    fc.assert(
      fc.property(ids, ids, fc.boolean(), (inReplyTo, references, hasTag) => {
        const known = (list: string[]) => list.map((id) => (id === 'own' ? own : id));
        const decision = decideThread(
          {
            from: { name: '', address: 'eve@evil.test' },
            subject: hasTag ? '[Ticket#1]' : '',
            inReplyTo: known(inReplyTo),
            references: known(references),
            isAutomatic: false,
            bounceOf: [],
            to: [],
            cc: [],
            isFromHouse: false,
            verdict: 'unknown' as const,
          },
          {
            groupId: 1,
            holders: [],
            articles: [
              { messageId: 'a@x', ticketId: 1, isOurs: false, authors: ['ann@x.test'] },
              { messageId: 'b@x', ticketId: 1, isOurs: true, authors: [] },
            ],
            tickets: [
              {
                ticketId: 1,
                number: 1,
                subject: '',
                groupId: 1,
                isClosed: false,
                onClosed: 'reopen',
                mergedInto: undefined,
                participants: new Set(['anna@example.com']),
              },
            ],
          },
          { tag: defaultTag, secret, foreignReferences: 'on' },
        );
        assert.equal(decision.kind, 'new');
      }),
      settings,
    );
  });
  test('a changed Message-ID is not ours', () => {
    const secret = Buffer.alloc(32, 1);
    const own = makeMessageId(secret, { ticketId: 12, unique: 'abc-1' }, 'desk.test');
    fc.assert(
      fc.property(
        fc.nat(own.indexOf('@') - 1),
        fc.constantFrom(...'0123456789abcdefgxyz.-'),
        (at, character) => {
          fc.pre(own[at] !== character);
          assert.equal(verifyMessageId(secret, own.slice(0, at) + character + own.slice(at + 1)), undefined);
        },
      ),
      settings,
    );
  });
  test('a text is split without loss', () => {
    const line = fc.constantFrom(
      '',
      '> a',
      'a',
      '-- ',
      'On Monday Anna wrote:',
      'From: a',
      'Sent: b',
      'To: c',
      '-----Original Message-----',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        assert.equal(
          splitText(lines.join('\n'))
            .map((one) => one.text)
            .join('\n'),
          lines.join('\n'),
        );
      }),
      settings,
    );
  });
  test('a file name is a file name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const clean = cleanFilename(name, 'text/plain');
        assert.ok(
          clean !== '' &&
            !/[/\\\p{Cc}\p{Cf}]/u.test(clean) &&
            !clean.startsWith('.') &&
            Buffer.byteLength(clean) <= 255,
        );
      }),
      settings,
    );
  });
  test('a date that is written is read', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1970-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        (date) => {
          const whole = new Date(Math.floor(date.getTime() / 1_000) * 1_000);
          assert.deepEqual(parseMailDate(whole.toUTCString()), whole);
        },
      ),
      settings,
    );
  });
});

describe('for all HTML', () => {
  const piece = fc.oneof(
    fc.constantFrom(...payloads),
    fc.constantFrom(
      '<div class="gmail_quote">',
      '</div>',
      '<blockquote type=cite>',
      '</blockquote>',
      '<p>',
      '<!--',
      '-->',
      '<table><tr><td>',
      '"',
      "'",
      '<',
      '>',
      '&lt;',
      '&#60;',
      '<a href="',
      '<img src="cid:x">',
      ']]>',
    ),
    fc.string({ unit: 'binary', maxLength: 10 }),
  );
  test('what comes out is harmless, folded or not, once or twice', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const clean = sanitizeHtml(pieces.join(''));
        assert.deepEqual(findHarm(foldHtml(clean)), []);
        assert.deepEqual(findHarm(stripMarks(sanitizeHtml(clean))), []);
        assert.equal(typeof htmlToText(clean), 'string');
      }),
      { seed, numRuns: 600 },
    );
  });
});

describe('for all bytes', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '',
      '--b',
      '--b--',
      'Content-Type: multipart/mixed; boundary=b',
      'Content-Type: text/html; charset=gb2312',
      'Content-Transfer-Encoding: base64',
      'Content-Transfer-Encoding: quoted-printable',
      'From: =?utf-8?B?w?= <',
      'Subject: =?big5?Q?=A4?=',
      'References: <a@',
      'Content-Type: message/rfc822',
      "Content-Disposition: attachment; filename*0*=utf-8''%C3",
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
  );
  test('a message is read and survives being sent between processes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { maxLength: 25 }),
        fc.constantFrom('\n', '\r\n', '\r'),
        async (lines, end) => {
          const message = await parseMessage(Buffer.from(lines.join(end), 'latin1'));
          assert.deepEqual(structuredClone(message).digest, message.digest);
          assert.ok(message.subject.isWellFormed() && message.text.isWellFormed());
          assert.ok(message.attachments.every((one) => one.name !== ''));
        },
      ),
      { seed, numRuns: 500 },
    );
  });
});
