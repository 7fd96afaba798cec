import assert from 'node:assert/strict';
import { isAscii, isUtf8 } from 'node:buffer';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { parseMessage } from '../../src/mail/parse.ts';
import { corpusKey, readCorpusFile, sampleCorpus } from '../support/corpus.ts';
import { showFrame } from '../support/frame-html.ts';
import { isLongRun } from '../support/recount.ts';

// Every part of the corpus that declares a charset and makes use of it, against what `iconv -f` makes of its bytes.

interface Part {
  readonly type: 'plain' | 'html';
  readonly charset: string;
  readonly bytes: Buffer;
}

/** What iconv calls the supersets that mail programs mean by these names, as browsers read them. */
const supersets: Readonly<Record<string, string>> = {
  'ISO-8859-1': 'WINDOWS-1252',
  'ISO-8859-9': 'WINDOWS-1254',
  'US-ASCII': 'WINDOWS-1252',
  GB2312: 'GBK',
  GB2312_CHARSET: 'GBK',
  CHINESEBIG5: 'BIG5',
  'KS_C_5601-1987': 'CP949',
  'EUC-KR': 'CP949',
};

/** Where we read something else than iconv, and why. */
const explained: Readonly<Record<string, string>> = {
  'spam-1/00072': 'US-ASCII on the part, Thai in it: the letters are right',
  'spam-2/00228': 'US-ASCII on the part, gb2312 in the HTML: the HTML is right',
  'spam-2/00246': 'US-ASCII on the part, gb2312 in the HTML: the HTML is right',
  'spam-2/01104': 'ISO-8859-1 on the part, Chinese in it: the bytes are right',
  'spam-2/01105': 'ISO-8859-1 on the part, Chinese in it: the bytes are right',
  'spam-2/01106': 'ISO-8859-1 on the part, Chinese in it: the bytes are right',
  'spam-2/01107': 'ISO-8859-1 on the part, Chinese in it: the bytes are right',
};
/** What iconv does not read at all, and we do. */
const unreadable: Readonly<Record<string, string>> = {
  'spam-1/00319': 'UNKNOWN-8BIT: no charset',
  'spam-2/00006': 'CHINESEBIG5: some bytes are no big5',
  'spam-2/00395': 'DEFAULT_CHARSET: no charset',
  'spam-2/00579': 'DEFAULT_CHARSET: no charset',
  'spam-2/00580': 'DEFAULT_CHARSET: no charset',
  'spam-2/00983': 'DEFAULT: no charset',
  'spam-2/01007': 'DEFAULT_CHARSET: no charset',
  'spam-2/01064': 'GB2312: cut in the middle of a character',
};

const named = new Set([explained, unreadable].flatMap(Object.keys));
const paths = sampleCorpus(named, () => 1 / 3);

test('declared charsets read as iconv reads them', async () => {
  const wrong: string[] = [];
  const refused: string[] = [];
  const compared = new Map<string, number>();
  for (const path of paths) {
    const key = corpusKey(path);
    const raw = Buffer.from(readCorpusFile(path));
    const parts = listParts(raw);
    if (parts.length === 0) continue;
    const message = await parseMessage(raw);
    const shown = squeeze(`${message.text}\n${await showFrame(raw)}`);
    for (const part of parts) {
      const expected = iconv(part);
      if (expected === undefined) refused.push(key);
      else {
        compared.set(part.charset, (compared.get(part.charset) ?? 0) + 1);
        const missing = listWords(part.type === 'html' ? visible(expected) : expected).find(
          (word) => !shown.includes(word),
        );
        if (missing !== undefined && explained[key] === undefined)
          wrong.push(`${key} ${part.type} ${part.charset} ${missing}`);
      }
    }
  }
  assert.deepEqual(wrong, []);
  assert.deepEqual(refused, Object.keys(unreadable));
  const count = [...compared.values()].reduce((sum, each) => sum + each, 0);
  assert.ok(count >= (isLongRun ? 450 : 100), `${count} parts compared`);
  assert.ok(compared.size >= (isLongRun ? 12 : 6), `${[...compared.keys()]}`);
});

function listParts(raw: Buffer): Part[] {
  const [head, body] = cut(raw.toString('latin1'));
  const boundary = /^content-type:\s*multipart\/[^;]*;[\s\S]*?boundary="?([^"\r\n;]+)/im.exec(head)?.[1];
  const leaves =
    boundary === undefined
      ? [[head, body] as const]
      : body
          .split(`--${boundary.trim()}`)
          .slice(1, -1)
          .map((part) => cut(part.replace(/^\r?\n/, '')));
  return leaves.flatMap(([header, content]) => {
    const [, type = '', charset = ''] =
      /^content-type:\s*text\/(plain|html)\s*;[\s\S]*?charset\s*=\s*"?([\w-]+)/im.exec(header) ?? [];
    const encoding = /^content-transfer-encoding:\s*"?([\w-]+)/im.exec(header)?.[1]?.toLowerCase() ?? '7bit';
    const bytes = decode(content, encoding);
    const isTelling = bytes !== undefined && (!isAscii(bytes) || /^iso-2022/i.test(charset));
    // UTF-8 under another name, and flowed text whose lines are joined, are no question of iconv's.
    const isOdd = charset === '' || /format\s*=\s*"?flowed|^content-disposition:\s*attachment/im.test(header);
    if (isOdd || !isTelling || (isUtf8(bytes) && !/^utf-8$/i.test(charset))) return [];
    return [{ type: type.toLowerCase() as Part['type'], charset: charset.toUpperCase(), bytes }];
  });
}

function cut(text: string): readonly [string, string] {
  const at = text.search(/\r?\n\r?\n/);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at).replace(/^\r?\n\r?\n/, '')];
}

function decode(content: string, encoding: string): Buffer | undefined {
  if (encoding === 'base64') return /^[\w+/=\s]*$/.test(content) ? Buffer.from(content, 'base64') : undefined;
  if (encoding !== 'quoted-printable') return Buffer.from(content, 'latin1');
  const joined = content.replace(/[ \t]*$/gm, '').replace(/=\r?\n/g, '');
  return Buffer.from(
    joined.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

function iconv({ charset, bytes }: Part): string | undefined {
  const { status, stdout } = spawnSync('iconv', ['-f', supersets[charset] ?? charset, '-t', 'UTF-8'], {
    input: bytes,
  });
  return status === 0 ? stdout.toString('utf8') : undefined;
}

/** Words with a letter beyond ASCII: what mojibake would change. */
function listWords(text: string): string[] {
  return [...new Set(text.match(/[\p{L}\p{N}]*[^\P{L}a-zA-Z][\p{L}\p{N}]*/gu) ?? [])];
}

/** What of HTML may be seen: comments, styles, choices of forms and tags with their attributes are taken out. */
function visible(html: string): string {
  return html.replace(
    /<!--[\s\S]*?(?:-->|$)|<(style|script|title|head|select)\b[\s\S]*?<\/\1\s*>|<[^>]*>/gi,
    ' ',
  );
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
