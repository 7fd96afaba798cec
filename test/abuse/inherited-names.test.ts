import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCalendar } from '../../src/domain/calendar.ts';
import { findFileKind } from '../../src/domain/file-kind.ts';
import { cleanFilename, defaultFilename } from '../../src/domain/filename.ts';
import { parseMailDate } from '../../src/domain/mail-date.ts';
import { defaultLimits } from '../../src/mail/limits.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { renderMessage } from '../../src/mail/render/render-message.ts';
import { readRtf } from '../../src/mail/rtf.ts';
import { say } from '../../views/said.ts';
import { forReader } from '../../views/words.ts';

// Every object knows the word "constructor" and some more: whoever writes one of them where a table is looked up by
// words of a mail gets what the table does not hold.

const words = Object.getOwnPropertyNames(Object.prototype);
const inherited = /native code|\[object |function/;

function write(word: string): Buffer {
  const html = `<p>kept</p><${word}>tag</${word}><p style="${word}: 3${word}; font-size: ${word}; width: 2${word}; line-height: 1${word}" ${word}="${word}">styled</p>`;
  const part = (fields: string, content: string) => `--b\r\n${fields}\r\n\r\n${content}\r\n`;
  return Buffer.from(
    [
      'From: a@customer.example\r\nTo: b@postroom.example\r\nSubject: kept\r\n',
      `Date: Sat, 28 Nov 2026 10:00:00 ${word}\r\n${word}: one\r\n${word}: two\r\n`,
      'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n',
      part(`Content-Type: text/plain; charset=${word}`, 'kept text'),
      part('Content-Type: text/html', html),
      part(`Content-Type: ${word}; ${word}=${word}`, 'one'),
      part(
        `Content-Type: ${word}/${word}\r\nContent-Disposition: ${word}; ${word}=1\r\nContent-Transfer-Encoding: ${word}`,
        'two',
      ),
      part(`Content-Type: application/x; name="three.${word}"`, 'three'),
      part(
        'Content-Type: message/delivery-status',
        `${word}: one\r\n\r\n${word}: two\r\nAction: failed\r\nFinal-Recipient: rfc822; c@d.example`,
      ),
      part(
        'Content-Type: text/calendar',
        `BEGIN:VCALENDAR\r\nMETHOD:${word}\r\nBEGIN:VEVENT\r\n${word}:1\r\nEND:VEVENT\r\nEND:VCALENDAR`,
      ),
      '--b--\r\n',
    ].join(''),
  );
}

test('a mail that says in every place what each object knows is read like one that says nothing there', async () => {
  for (const word of words) {
    const raw = write(word);
    const message = await parseMessage(raw);
    assert.match(message.text, /kept text/, word);
    assert.match(message.text, /styled/, word);
    assert.equal(message.date?.toISOString(), '2026-11-28T10:00:00.000Z', word);
    for (const { name, type } of message.attachments) {
      assert.equal(typeof name, 'string', word);
      assert.match(type, /^[\w.+-]+\/[\w.+-]+$/, word);
      assert.doesNotMatch(`${name} ${type} ${findFileKind({ name, type })}`, inherited, word);
    }
    const { html } = await renderMessage(raw, [], defaultLimits, false);
    assert.match(html ?? '', /styled/, word);
    assert.doesNotMatch(html ?? '', inherited, word);
  }
});

test('a server that says nothing else is quoted in every language', () => {
  forReader({ language: 'de', timeZone: '' }, () => {
    for (const word of words) assert.equal(say(word), word);
  });
});

test('so are a file, a date and a text in RTF', () => {
  for (const word of words) {
    for (const type of [word, `${word}/${word}`, word.toLowerCase()]) {
      assert.match(defaultFilename(type), /^[a-z]{1,10}\.[a-z]{1,3}$/, type);
      assert.match(cleanFilename('', type), /^[a-z]{1,10}\.[a-z]{1,3}$/, type);
      assert.equal(findFileKind({ name: `a.${word}`, type }), undefined, type);
    }
    assert.equal(parseMailDate(`28 Nov 2026 10:00 ${word}`)?.getUTCHours(), 10, word);
    assert.doesNotMatch(
      JSON.stringify(readRtf(`{\\rtf1\\ansi{\\fonttbl{\\f0 a;}}\\${word} kept}`)),
      inherited,
      word,
    );
    assert.deepEqual(readCalendar(`BEGIN:VCALENDAR\nMETHOD:${word}\nEND:VCALENDAR`), []);
  }
});
