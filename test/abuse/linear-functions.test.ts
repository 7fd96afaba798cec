import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalizeAddress, stripVia, uniqueAddresses } from '../../src/domain/address.ts';
import { readAddressInput } from '../../src/domain/address-input.ts';
import { formatAddress, readAddressList } from '../../src/domain/address-list.ts';
import { fillAutoReply, tame } from '../../src/domain/auto-reply-text.ts';
import { nameBrowser } from '../../src/domain/browser-name.ts';
import { contentDisposition } from '../../src/domain/content-disposition.ts';
import { cleanFilename } from '../../src/domain/filename.ts';
import { cleanTag } from '../../src/domain/filters/filter.ts';
import { unflow } from '../../src/domain/flowed.ts';
import { splitHeader } from '../../src/domain/header-text.ts';
import { toDraftUrls } from '../../src/domain/html/draft-images.ts';
import { allowRemoteImages, hasPlainImages } from '../../src/domain/html/html-images.ts';
import { quoteAsHtml } from '../../src/domain/html/quote-html.ts';
import { directHtml } from '../../src/domain/html/text-direction.ts';
import { findMentions, findUnclearMentions } from '../../src/domain/mention.ts';
import { cleanLine, cleanText } from '../../src/domain/plain-text.ts';
import { type AnswerableMail, quoteMail, suggestRecipients, threadHeaders } from '../../src/domain/reply.ts';
import { readSearch } from '../../src/domain/search-query.ts';
import {
  insertAboveSignature,
  joinSignatures,
  signAsHtml,
  startText,
  swapSignature,
  toDivs,
} from '../../src/domain/signature.ts';
import { addTag, isForwardSubject, normalizeSubject, stripPrefixes } from '../../src/domain/subject.ts';
import { fillVariables, listUnknownVariables } from '../../src/domain/variables.ts';
import { measureProcessorTime } from '../support/processor-time.ts';
import { listPumps, pumpUp } from '../support/pumped-inputs.ts';
import { listSourcePatterns } from '../support/source-patterns.ts';

// What the web and desk threads themselves run over text from outside, over long texts: patterns, loops and what is built of
// strings alike. A tenth of the length may take a tenth of the time, and hardly more.

const mail: AnswerableMail = {
  direction: 'in',
  fromName: 'Carla',
  fromAddress: 'carla@customer.example',
  answer: null,
  replyTo: [],
  to: [],
  cc: [],
  messageId: 'a@b.example',
  inReplyTo: [],
  references: [],
  text: '',
  sentAt: new Date(0),
};
const style = { language: 'en', timeZone: 'UTC' } as never;
const people = Array.from({ length: 200 }, (_, n) => ({ id: n, name: `a${n} a aa` }));
const images = Array.from({ length: 100 }, (_, id) => ({
  url: `/draft-attachments/${id}`,
  contentId: `a${id}@postroom`,
}));
const signature = {
  text: '-- \nAda\n\nBrightwater\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab',
  html: '<b>Ada</b>',
};
const values = { customer: 'x', subject: 'x', group: 'x', ticket: '1' };
const addresses = (text: string) =>
  Array.from({ length: Math.ceil(text.length / 20) }, (_, n) => ({
    name: text.slice(0, 9),
    address: `a${n}@b.example`,
  }));
const ids = (text: string) =>
  Array.from({ length: Math.ceil(text.length / 20) }, (_, n) => `${n}.${text.slice(0, 9)}@b`);

const functions: Readonly<Record<string, (text: string) => unknown>> = {
  'address: normalizeAddress': normalizeAddress,
  'address: stripVia': stripVia,
  'address: uniqueAddresses': (text) => uniqueAddresses(addresses(text)),
  'address-input: readAddressInput': (text) => readAddressInput({ address: text, name: text, groupId: text }),
  'address-list: readAddressList': readAddressList,
  'address-list: formatAddress': (name) => formatAddress({ name, address: 'a@b.example' }),
  'auto-reply-text: tame': tame,
  'auto-reply-text: fillAutoReply': (text) =>
    fillAutoReply(
      { subject: text, text },
      { group: text, ticket: 1, subject: text, customer: { name: text, email: 'a@b.example' } },
    ),
  'browser-name: nameBrowser': nameBrowser,
  'content-disposition: contentDisposition': (text) => contentDisposition('inline', text),
  'filename: cleanFilename': (text) => cleanFilename(text, 'text/plain'),
  'filters/filter: cleanTag': cleanTag,
  'flowed: unflow': (text) => unflow(text, true) + unflow(text, false),
  'header-text: splitHeader': (text) => splitHeader(Buffer.from(text)),
  'html/draft-images: toDraftUrls': (text) => toDraftUrls(text, images),
  'html/html-images: allowRemoteImages': (text) => allowRemoteImages(text) + hasPlainImages(text),
  'html/quote-html: quoteAsHtml': (text) => quoteAsHtml({ introduction: text, text }),
  'html/text-direction: directHtml': (text) => directHtml(text, text),
  'mention: findMentions': (text) => findMentions(text, people),
  'mention: findUnclearMentions': (text) => findUnclearMentions(text, people),
  'plain-text: cleanLine': cleanLine,
  'plain-text: cleanText': cleanText,
  'reply: quoteMail': (text) => quoteMail({ ...mail, text, fromName: text }, style),
  'reply: suggestRecipients': (text) => {
    const list = addresses(text);
    return suggestRecipients({ ...mail, replyTo: list, to: list.toReversed(), cc: list }, ['a1@b.example']);
  },
  'reply: threadHeaders': (text) => threadHeaders({ ...mail, references: ids(text) }, ids(text)),
  'search-query: readSearch': readSearch,
  'signature: insertAboveSignature': (text) => insertAboveSignature({ text, html: text }, 'words'),
  'signature: startText': (text) => startText({ text, html: '' }),
  'signature: signAsHtml': (text) => signAsHtml(text, signature),
  'signature: toDivs': toDivs,
  'signature: joinSignatures': (text) =>
    joinSignatures({ text, html: text, withGroup: true }, { text, html: text }),
  'signature: swapSignature': (text) =>
    swapSignature({ text, html: text }, signature, { text: 'Bob', html: '' }),
  'subject: addTag': (text) => addTag(text, 1),
  'subject: isForwardSubject': isForwardSubject,
  'subject: normalizeSubject': (text) => normalizeSubject(text),
  'subject: stripPrefixes': stripPrefixes,
  'variables: fillVariables': (text) => fillVariables(text, values),
  'variables: listUnknownVariables': listUnknownVariables,
};

const long = 200_000;
const short = long / 10;
/** Milliseconds of the processor for the long text: what a page can wait for. */
const most = 60;

/** Repeated, and behind each other: what lists, quotes, tags, headers and templates are made of. */
const pieces = [
  ...[
    'a',
    ' ',
    '\n',
    '\r\n',
    ' \n',
    'a \n',
    '\t',
    '-',
    '-- \n',
    '>',
    '> ',
    '"',
    '\\"',
    '\\',
    "'",
    ',',
    ', ',
    ';',
    '@',
    '@a',
    '@a0 ',
  ],
  ...[
    'a@b.example, ',
    '"a" <a@b.example>, ',
    '<',
    '<a',
    '</div>',
    '<div>-- </div>',
    '<br>',
    ' src="cid:',
    ' data-src="',
    '&',
  ],
  ...[
    'Re: ',
    'Re',
    'Fwd:',
    '[Ticket#',
    '[',
    ']',
    '(',
    '(was:',
    '(fwd)',
    '{{',
    '{{ ',
    '}}',
    '{{customer}}',
    ':',
    '#',
    '.',
    '/',
    '..',
  ],
  ...['Re       ', 'Subject: ', 'é', '\u0301', '\ud800', '\u{1F512}', '\u202e', '\0', '٣', 'İ', 'ﬁ', '%'],
];

function* listTexts(file: string): Generator<string> {
  for (const piece of pieces) yield `\0${piece}`;
  for (const head of ['Re', '[Ticket#', '"', '<', '{{', '@', '-- \n', 'Re: [']) {
    for (const pump of [' ', '\n', 'a', '"', '(', '{{ ', '\\']) yield `${head}\0${pump}`;
  }
  for (const { source } of ofFile(file))
    for (const { head, pump } of listPumps(source)) yield `${head}\0${pump}`;
}

const patterns = listSourcePatterns();
const ofFile = (file: string) => patterns.filter((each) => each.file === `src/domain/${file}.ts`);

/** @returns the text that takes too long; undefined where none does */
function findSlow(name: string, run: (text: string) => unknown): string | undefined {
  const [file = ''] = name.split(':');
  for (const text of new Set(listTexts(file))) {
    const [head = '', ...pumps] = text.split('\0');
    const pump = pumps.join('\0');
    const make = (length: number) => pumpUp({ head, pump: pump === '' ? 'a' : pump }, length);
    // A tenth of it, by the square, takes a hundredth: what is quicker there need not be tried.
    const brief = make(short);
    const briefly = measureProcessorTime(most / 60, () => run(brief));
    if (briefly < most / 60) continue;
    // The whole of it could take minutes, and a test that hangs says nothing.
    if (briefly >= most)
      return `${name}: ${Math.round(briefly)} ms for a tenth of ${JSON.stringify([head, pump])}`;
    const whole = make(long);
    const taken = measureProcessorTime(most, () => run(whole));
    if (taken >= most) return `${name}: ${Math.round(taken)} ms for ${JSON.stringify([head, pump])}`;
  }
  return undefined;
}

test('what the threads run over a text of 200 KB takes them 60 ms at most', () => {
  const slow = Object.entries(functions).flatMap(([name, run]) => findSlow(name, run) ?? []);
  assert.deepEqual(slow, []);
});
