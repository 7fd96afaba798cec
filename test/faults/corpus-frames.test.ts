import assert from 'node:assert/strict';
import { test } from 'node:test';
import { htmlToText } from '../../src/domain/html/html-text.ts';
import { readBody } from '../../src/mail/body.ts';
import type { Body } from '../../src/mail/body-content.ts';
import { defaultLimits } from '../../src/mail/limits.ts';
import { readTree } from '../../src/mail/mime-tree.ts';
import { findHint } from '../../src/mail/parse.ts';
import { renderMessage } from '../../src/mail/render/render-message.ts';
import { listCorpus, readCorpusFile } from '../support/corpus.ts';
import { noteFault } from '../support/fault-tally.ts';
import { isLongRun } from '../support/recount.ts';

// What stands in the frames of the corpus, beside the text part of the same message and the HTML that it was made of.

/** Where the rough reading sees words that a browser shows as little as the frame, and why. */
const known: Readonly<Record<string, string>> = {
  'hard-ham-1/00198': 'what a browser without the player would show',
  'spam-2/00384': 'a comment that never ends',
  'spam-2/00599': 'a comment that never ends',
  'spam-2/00631': 'words without a blank between them and a tag',
  'spam-2/00756': 'letters written as entities inside of words',
  'spam-2/01003': 'a bracket within an attribute',
  'spam-2/01050': 'a bracket within an attribute',
};

const files = listCorpus().filter((_, index) => isLongRun || index % 8 === 0);

test(`no frame of ${files.length} messages lacks words that its HTML has`, (context) => {
  const different: string[] = [];
  const lacking: string[] = [];
  let compared = 0;
  for (const path of files) {
    const [group = '', file = ''] = path.split('/').slice(-2);
    const key = `${group}/${file.slice(0, 5)}`;
    const raw = readCorpusFile(path);
    const body = bodyOf(raw);
    if (!body.rich.some(({ kind }) => kind === 'html')) continue;
    const { html = '' } = renderMessage(raw, [], defaultLimits);
    const frame = countWords(htmlToText(html.replaceAll('<summary>Quoted text</summary>', '')));
    const source = countWords(body.rich.map(({ text }) => stripSource(text)).join(' '));
    const { missing } = compare(source, frame);
    if (missing.length > 3 && known[key] === undefined) lacking.push(`${key}: ${missing.join(' ')}`);
    const text = countWords(body.texts.join('\n'));
    const { share } = compare(text, frame);
    compared += text.size >= 5 ? 1 : 0;
    if (text.size >= 5 && share > 0.1) different.push(`${key} ${Math.round(share * 100)} %`);
  }
  context.diagnostic(`${compared} messages say it in both ways, ${different.length} in other words:`);
  for (const each of different) context.diagnostic(each);
  const row = { fault: 'frames of real mail: words lacking', tries: files.length, lost: lacking.length };
  noteFault({ ...row, doubled: 0, changed: 0, recoveredSeconds: 0 });
  assert.ok(compared > files.length / 50);
  assert.deepEqual(lacking, []);
});

function bodyOf(raw: Uint8Array): Body {
  const tree = readTree(raw, defaultLimits);
  return readBody(tree, defaultLimits, findHint(tree));
}

/** Reads HTML as roughly as can be, so that it has no fault in common with what it is held against. */
function stripSource(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->|<(style|script|title|select|textarea|noframes)[\s\S]*?<\/\1>/gi, '')
    .replace(
      /<\/?(?:br|p|div|t[drh]|table|li|h\d|hr|center|body|html|head|option|form|input|ul|ol|dl|d[dt]|img|select)\b[^>]*>/gi,
      ' ',
    )
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;[^&<>]*@[^&<>]*(?:&gt;|>)/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/&\w+;?|\S*&\S*/g, ' ');
}

function countWords(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  const words = text.toLowerCase().replace(/https?:\/\/\S+|<[^<>\s]*>/g, ' ');
  for (const word of words.match(/[\p{L}\p{N}]{3,}/gu) ?? []) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** @returns what the one has more often than the other, and how much of its words that is */
function compare(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>) {
  const missing: string[] = [];
  let lost = 0;
  let all = 0;
  for (const [word, count] of one) {
    const less = count - (other.get(word) ?? 0);
    all += count;
    if (less <= 0) continue;
    lost += less;
    missing.push(word);
  }
  return { missing, share: all === 0 ? 0 : lost / all };
}
