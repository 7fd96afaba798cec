import assert from 'node:assert/strict';
import { isAscii, isUtf8 } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { before, describe, test } from 'node:test';
import PostalMime from 'postal-mime';
import { findHeader, type ParsedMessage } from '../../src/domain/message.ts';
import { parseMessage } from '../../src/mail/parse.ts';
import { corpusKey, listCorpus, readCorpusFile, sampleCorpus } from '../support/corpus.ts';
import { showFrame } from '../support/frame-html.ts';
import { isLongRun } from '../support/recount.ts';

/** Where we read another sender than postal-mime, and why. */
const otherSenders: Record<string, string> = {
  'spam-1/00252': 'raw big5 in the address: postal-mime reads UTF-8 only',
  'spam-1/00293': 'raw big5 in the address: postal-mime reads UTF-8 only',
  'spam-2/00704': 'raw big5 in the address: postal-mime reads UTF-8 only',
  'spam-2/00706': 'raw big5 in the address: postal-mime reads UTF-8 only',
  'spam-2/00708': 'raw big5 in the address: postal-mime reads UTF-8 only',
  'spam-1/00263': 'an encoded word for a local part: RFC 2047 section 5 forbids it, no usable address',
  'spam-1/00320': 'an encoded word for a local part: no usable address',
  'spam-1/00323': 'an encoded word for a local part: no usable address',
  'spam-1/00324': 'an encoded word for a local part: no usable address',
  'spam-1/00319': 'two at signs: no usable address',
  'spam-2/00080': 'two at signs: no usable address',
  'spam-2/00208': 'two at signs: no usable address',
  'spam-2/00916': 'a group in From: we take its member',
};
/** Dates that postal-mime leaves as text or takes for the first century, and those without a zone, which it takes for UTC. */
const oddDate =
  /\s0102\s|[a-z]+ (?:Standard|Daylight) Time|\+-\d{4}|\s0\d{4}$|version=|\d:\d\d(?::\d\d)?(?: [ap]m|\s\d{4})?\s*$/i;
/** Where the bytes themselves are broken in their declared charset. */
const brokenBytes: Record<string, string> = {
  'spam-1/00311': 'big5 in a Q word whose underscore is a second byte, which RFC 2047 makes a blank',
  'spam-2/01064': 'a quoted-printable line cut in the middle of a character',
};

/** Chinese under the label of Latin-1: the bytes are right. */
const mislabelled = new Set(['spam-2/01104', 'spam-2/01105', 'spam-2/01106', 'spam-2/01107']);

const named = new Set([otherSenders, brokenBytes].flatMap(Object.keys)).union(mislabelled);
const mute = ['spam-1/00329'];
/** Nobody expects anything odd in what is no spam. */
const paths = sampleCorpus(named.union(new Set(mute)), (path) => (path.includes('/spam') ? 1 / 3 : 1 / 12));

interface Case {
  readonly key: string;
  readonly raw: Uint8Array;
  readonly message: ParsedMessage;
}

describe('the SpamAssassin corpus', () => {
  const cases: Case[] = [];
  before(async () => {
    for (const path of paths) {
      const raw = readCorpusFile(path);
      cases.push({ key: corpusKey(path), raw, message: await parseMessage(raw) });
    }
  });

  test(`${paths.length} messages are read`, async () => {
    assert.equal(listCorpus().length, 6_046);
    assert.equal(cases.length, paths.length);
    const textless = cases.filter(({ message }) => message.text === '' && message.attachments.length === 0);
    const frames = await Promise.all(textless.map(({ raw }) => showFrame(raw)));
    const shownMute = textless.filter((_, index) => !frames[index]?.includes('<img'));
    // Nothing but a frame.
    assert.deepEqual(
      shownMute.map(({ key }) => key),
      mute,
    );
  });

  test('no replacement character that the bytes do not hold', () => {
    const broken = cases.filter(
      ({ raw, message }) =>
        `${message.subject}${message.from?.name}${message.text}`.includes('\ufffd') &&
        !Buffer.from(raw.buffer, raw.byteOffset, raw.length).includes('\ufffd'),
    );
    assert.deepEqual(broken.map(({ key }) => key).sort(), Object.keys(brokenBytes).sort());
  });

  test('subjects, senders and dates are what postal-mime reads', async () => {
    const different: string[] = [];
    for (const { key, raw, message } of cases) {
      const other = await PostalMime.parse(raw);
      const subject = squeeze(other.subject);
      if (!subject.includes('\ufffd') && subject !== message.subject) different.push(`${key} subject`);
      const name = squeeze(other.from?.name);
      const isOtherName = !name.includes('\ufffd') && name !== (message.from?.name ?? '');
      if (isOtherName || (other.from?.address ?? '').toLowerCase() !== (message.from?.address ?? '')) {
        if (otherSenders[key] === undefined) different.push(`${key} sender`);
      }
      const date = other.date === undefined ? Number.NaN : Date.parse(other.date);
      const isOtherDate = !Object.is(date, message.date?.getTime() ?? Number.NaN);
      if (isOtherDate && !oddDate.test(findHeader(message, 'date') ?? '')) different.push(`${key} date`);
    }
    assert.deepEqual(different, []);
  });

  test('texts of a declared charset are what iconv makes of them', () => {
    let compared = 0;
    for (const { key, raw, message } of cases) {
      const body = plainBody(raw, message);
      if (body === undefined) continue;
      const { status, stdout } = spawnSync('iconv', ['-f', body.charset, '-t', 'UTF-8'], {
        input: body.bytes,
      });
      if (status !== 0) continue;
      // Of what is signed in the clear the signature is no text, and a dash before a dash is undone (RFC 9580 section 7).
      if (mislabelled.has(key) || message.protection === 'pgp-signed') continue;
      compared++;
      assert.equal(
        squeeze(message.text),
        squeeze(stdout.toString('utf8').replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, '')),
        key,
      );
    }
    assert.ok(compared >= (isLongRun ? 20 : 5), `${compared} compared`);
  });
});

/** The bytes of a message that is nothing but one unencoded text in a charset that says something. */
function plainBody(
  raw: Uint8Array,
  message: ParsedMessage,
): { charset: string; bytes: Uint8Array } | undefined {
  const type = findHeader(message, 'content-type') ?? '';
  const charset = /^text\/plain\s*;.*charset="?([\w-]+)/i.exec(type)?.[1]?.toUpperCase() ?? '';
  const encoding = findHeader(message, 'content-transfer-encoding') ?? '7bit';
  if (!/^(?:ISO-|KOI8|GB|BIG5|EUC|WINDOWS)/.test(charset) || !/^(?:7bit|8bit|binary)$/i.test(encoding))
    return undefined;
  const start = Buffer.from(raw.buffer, raw.byteOffset, raw.length).indexOf('\n\n') + 2;
  const bytes = raw.subarray(start);
  if (isAscii(bytes) && !charset.startsWith('ISO-2022')) return undefined;
  // Windows programs write 0x80 to 0x9F where ISO 8859 has controls; browsers and we read those as windows-1252.
  const isWindows = charset.startsWith('ISO-8859') && bytes.some((byte) => byte >= 0x80 && byte < 0xa0);
  // UTF-8 under another name is mojibake only to iconv.
  return isWindows || isUtf8(bytes) || /flowed/i.test(type) ? undefined : { charset, bytes };
}

function squeeze(text = ''): string {
  return text.replace(/\s+/g, ' ').trim();
}
