import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cleanText } from '../../src/domain/plain-text.ts';
import { sanitizeHtml } from '../../src/mail/html.ts';
import { applyStyles } from '../../src/mail/render/apply-styles.ts';

// What turns letters around makes `moc.knab` read as `bank.com`, and 001 as 100: nothing in a letter may (UAX #9, LRO and RLO).
// What only says which way a run of words goes stays, for those who write from right to left.

const show = (html: string) => sanitizeHtml(applyStyles(html).html);
const turned = /[\u202d\u202e]|<bdo|override/i;

describe('no words are turned around', () => {
  const letters = {
    'a character': '<p>\u202e001\u202c</p>',
    'an entity': '<p>&#x202e;001&#8238;</p>',
    'in an address of a link': '<a href="https://evil.example">\u202emoc.knab//:sptth\u202c</a>',
    'an element': '<bdo dir="rtl">001</bdo>',
    'a style': '<p style="direction:rtl;unicode-bidi:bidi-override">001</p>',
    'an isolated one': '<p style="unicode-bidi: Isolate-Override">001</p>',
    'a style sheet': '<style>p{direction:rtl;unicode-bidi:bidi-override!important}</style><p>001</p>',
    'beside the pointer': '<p title="\u202e001">a</p>',
    'in place of a picture': '<img src="https://a.example/a.png" alt="&#x202e;001">',
  };
  for (const [name, html] of Object.entries(letters)) {
    test(name, () => assert.doesNotMatch(show(html), turned));
  }
  test('a plain text', () =>
    assert.equal(cleanText('a\u202e001\u202c\u202db\u202c'), 'a\u202b001\u202c\u202ab\u202c'));
});

describe('which way words go is kept', () => {
  test('by an element', () =>
    assert.equal(show('<bdo dir="rtl">אב 1</bdo><bdi>x</bdi>'), '<bdi dir="rtl">אב 1</bdi><bdi>x</bdi>'));
  test('by a character', () =>
    assert.equal(show('<p>\u202bאב\u202c \u2067א\u2069</p>'), '<p>\u202bאב\u202c \u2067א\u2069</p>'));
  test('by a style', () =>
    assert.match(
      show('<p style="direction:rtl;unicode-bidi:embed">א</p>'),
      /direction:rtl;unicode-bidi:embed/,
    ));
});
