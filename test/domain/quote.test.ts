import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { splitText } from '../../src/domain/quote.ts';

/** Segments as `kind(lines)`. */
const cases: [string, string, string][] = [
  ['nothing quoted', 'a\nb', 'text(2)'],
  ['empty', '', 'text(1)'],
  [
    'a quote below',
    'Yes.\n\nOn Mon, 1 Jan 2026 at 10:00, Anna <a@b.test> wrote:\n> Well?\n> A',
    'text(2) quote(3)',
  ],
  [
    'an attribution over two lines',
    'Yes.\nOn Mon, 1 Jan 2026 at 10:00, Anna Longname\n<anna.longname@example.com> wrote:\n\n> Well?',
    'text(1) quote(4)',
  ],
  ['answers between', '> a\nyes\n> b\nno', 'quote(1) text(1) quote(1) text(1)'],
  ['German', 'Ja.\nAm 01.01.2026 um 10:00 schrieb Anna:\n> Na?', 'text(1) quote(2)'],
  ['French', 'Oui.\nLe lun. 1 janv. 2026 à 10:00, Anna a écrit :\n> Alors?', 'text(1) quote(2)'],
  ['Spanish', 'Sí.\nEl lun, 1 ene 2026 a las 10:00, Anna escribió:\n> ¿Y?', 'text(1) quote(2)'],
  ['original message', 'Yes\n-----Original Message-----\nFrom: a\nold', 'text(1) quote(3)'],
  ['German original message', 'Ja\n-----Ursprüngliche Nachricht-----\nalt', 'text(1) quote(2)'],
  [
    'Outlook’s block',
    'Yes\n\nFrom: Anna <a@b.test>\nSent: Monday\nTo: Support\nSubject: Hello\n\nold',
    'text(2) quote(6)',
  ],
  [
    'Outlook’s block under a line',
    `Yes\n${'_'.repeat(32)}\nFrom: Anna\nSent: Monday\nTo: x\nSubject: y\n\nold`,
    'text(1) quote(7)',
  ],
  [
    'German Outlook',
    'Ja\n\nVon: Anna\nGesendet: Montag\nAn: Support\nBetreff: Hallo\nalt',
    'text(2) quote(5)',
  ],
  ['one header line is text', 'From: here to there\nit is far', 'text(2)'],
  ['a signature', 'Hi\n-- \nAnna\nTel 1', 'text(1) signature(3)'],
  ['a signature without its blank', 'Hi\n--\nAnna', 'text(1) signature(2)'],
  ['a signature above a quote', 'Hi\n-- \nAnna\n> old', 'text(1) signature(2) quote(1)'],
  [
    'a signature above Outlook’s block',
    'Hi\n-- \nAnna\nFrom: a\nSent: b\nTo: c\nold',
    'text(1) signature(2) quote(4)',
  ],
  ['a line in the middle of a long text is none', `a\n--\n${'b\n'.repeat(60)}`, 'text(63)'],
];

describe('what is folded', () => {
  for (const [name, text, expected] of cases) {
    test(name, () => {
      const segments = splitText(text);
      assert.equal(segments.map((one) => `${one.kind}(${one.text.split('\n').length})`).join(' '), expected);
      assert.equal(segments.map((one) => one.text).join('\n'), text, 'nothing is dropped');
    });
  }
});
