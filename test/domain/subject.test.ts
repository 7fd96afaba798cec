import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  addTag,
  findTicketNumbers,
  isForwardSubject,
  normalizeSubject,
  replySubject,
  stripPrefixes,
} from '../../src/domain/subject.ts';

describe('prefixes', () => {
  const cases: [string, string][] = [
    ['Re: a', 'a'],
    ['RE: a', 'a'],
    ['re : a', 'a'],
    ['Re[2]: a', 'a'],
    ['Re^3: a', 'a'],
    ['RE (4): a', 'a'],
    ['AW: WG: a', 'a'],
    ['Antwort: a', 'a'],
    ['Fwd: Fw: a', 'a'],
    ['SV: VS: VB: a', 'a'],
    ['RIF: I: R: a', 'a'],
    ['TR: RE: a', 'a'],
    ['RV: Res: ENC: a', 'a'],
    ['Odp: PD: a', 'a'],
    ['Ynt: İLT: a', 'a'],
    ['Vá: Továbbítás: a', 'a'],
    ['Отв: Пер: a', 'a'],
    ['回复：转发：a', 'a'],
    ['答复: a', 'a'],
    ['返信: 転送: a', 'a'],
    ['답장: 전달: a', 'a'],
    ['Antw.: a', 'a'],
    ['Réf : a', 'a'],
    ['ΑΠ: ΠΡΘ: a', 'a'],
    ['Trả lời: Chuyển tiếp: a', 'a'],
    ['ตอบกลับ: ส่งต่อ: a', 'a'],
    ['Odg: Prosl: a', 'a'],
    ['Ref.: 4711', 'Ref.: 4711'],
    ['[EXTERNAL] Re: a', 'a'],
    ['Re: [EXT] Re: a', 'a'],
    ['**SPAM** a', 'a'],
    ['*** Spam *** a', 'a'],
    ['[External Sender] - a', 'a'],
    ['a (fwd)', 'a'],
    ['a (was: b)', 'a'],
    ['Regarding: a', 'Regarding: a'],
    ['Rechnung: 12', 'Rechnung: 12'],
    ['[Project] a', '[Project] a'],
    ['Ticket: a', 'Ticket: a'],
    ['External drive broken', 'External drive broken'],
    ['', ''],
    ['Re:', ''],
  ];
  for (const [from, to] of cases) test(JSON.stringify(from), () => assert.equal(stripPrefixes(from), to));
  test('a tag and case do not part a conversation', () => {
    assert.equal(
      normalizeSubject('AW: [Ticket#10023]  Printer  on Fire'),
      normalizeSubject('printer on fire'),
    );
  });
  test('forwards', () => {
    for (const subject of ['ΠΡΘ: a', 'Chuyển tiếp: a', 'YML: a'])
      assert.ok(isForwardSubject(subject), subject);
    assert.deepEqual(['WG: a', 'Fwd: a', 'TR: a', 'Re: a', 'a'].map(isForwardSubject), [
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('ticket tags', () => {
  const cases: [string, number[], string?][] = [
    ['[Ticket#10023] a', [10023]],
    ['Re: [ticket# 10023] a', [10023]],
    ['［Ticket#10023］', [10023]],
    ['Re: Ticket#10023 a', [10023]],
    ['[Ticket#10023] and [Ticket#10024], [Ticket#10023]', [10023, 10024]],
    ['myTicket#10023', []],
    ['Ticket 10023', []],
    ['[Ticket#]', []],
    ['[Ticket#00000]', []],
    ['[Ticket#99999999999999999999]', []],
    ['[#17] a', [17], '#'],
    ['issue #17', [], '#'],
    ['[C++-(1)* 5]', [5], 'C++-(1)*'],
  ];
  for (const [subject, numbers, hook] of cases) {
    test(`${subject} ${hook ?? ''}`, () =>
      assert.deepEqual(findTicketNumbers(subject, { hook: hook ?? 'Ticket#' }), numbers));
  }
  const loose: [string, number[], string?][] = [
    ['Re: [Ticket #10023] a', [10023]],
    ['[Ticket # 10023 ] a', [10023]],
    ['[ticket no. #10023] a', [10023]],
    ['【Ticket　#10023】 a', [10023]],
    ['[Ticket #2] and [Ticket#1]', [2, 1]],
    // Nothing says there that it is one of ours.
    ['Ticket #10023 at Acme', []],
    ['[#10023] a', []],
    ['[Ticket 10023] a', []],
    ['[Ticket of the other house #10023] a', []],
    ['[Case: 77]', [77], 'Case:'],
    ['[Case : 77]', [77], 'Case:'],
  ];
  for (const [subject, numbers, hook] of loose) {
    test(`in brackets with blanks: ${subject}`, () =>
      assert.deepEqual(findTicketNumbers(subject, { hook: hook ?? 'Ticket#' }), numbers));
  }
  test('an answer keeps the tag of another system, and writes its own once', () => {
    assert.equal(addTag('Re: [Ticket #10023] Hello', 10023), '[Ticket#10023] Hello');
    assert.equal(addTag('Re: [Ticket #4711] Hello', 10023), '[Ticket#10023] [Ticket #4711] Hello');
  });
  test('adding replaces what was there', () => {
    assert.equal(addTag('Re: AW: [Ticket#1] Hello', 10023), '[Ticket#10023] Hello');
    assert.equal(replySubject('[Ticket#10023] Hello', 10023), 'Re: [Ticket#10023] Hello');
    assert.equal(addTag('', 7), '[Ticket#7]');
  });
  test('a hostile subject costs nothing', () => {
    for (const bomb of [
      'Re: '.repeat(100_000),
      '[Ticket#'.repeat(100_000),
      `[${' '.repeat(200_000)}`,
      '[Ticket 1'.repeat(100_000),
      `[Ticket${' a'.repeat(100_000)}1`,
      '('.repeat(200_000),
      're['.repeat(100_000),
    ]) {
      assert.ok(Array.isArray(findTicketNumbers(bomb)) && typeof normalizeSubject(bomb) === 'string');
    }
  });
});
