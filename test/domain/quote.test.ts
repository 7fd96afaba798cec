import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { splitText } from '../../src/domain/quote.ts';

/** Segments as `kind(lines)`. */
const cases: [string, string, string][] = [
  ['Polish Thunderbird', 'ODP\nW dniu 2026-03-02 14:20, Help desk pisze:\n> alt', 'text(1) quote(2)'],
  [
    'Polish Gmail',
    'ODP\n\npon., 2 mar 2026 o 14:20 Help desk <a@b.test> napisał(a):\n\n> alt',
    'text(2) quote(3)',
  ],
  [
    'Japanese Gmail',
    '返信\n\n2026年3月2日(月) 10:22 Help desk <support@desk.example>:\n\n> 元',
    'text(2) quote(3)',
  ],
  [
    'Japanese Thunderbird',
    '返信\nOn 2026/03/02 10:22, Help desk さんは書きました:\n> 元',
    'text(1) quote(2)',
  ],
  [
    'German Gmail over two lines',
    'Ja.\n\nAm Mo., 2. März 2026 um 10:22 Uhr schrieb Help desk <\nsupport@desk.example>:\n\n> alt',
    'text(2) quote(4)',
  ],
  [
    'Spanish Gmail over three lines',
    'Sí.\nEl lun, 2 mar 2026 a las 10:22, Una Persona De Nombre Largo\n(<una.persona.de.nombre.largo@example.com>)\nescribió:\n\n> alt',
    'text(1) quote(5)',
  ],
  ['Swedish', 'Ja\nDen mån 2 mars 2026 kl 10:22 skrev Help desk <a@b.test>:\n> alt', 'text(1) quote(2)'],
  ['Dutch', 'Ja\nOp ma 2 mrt 2026 om 10:22 schreef Help desk <a@b.test>:\n> alt', 'text(1) quote(2)'],
  ['Czech', 'Ano\npo 2. 3. 2026 v 10:22 odesílatel Help desk <a@b.test> napsal:\n> alt', 'text(1) quote(2)'],
  [
    'Hungarian',
    'Igen\nHelp desk <a@b.test> ezt írta (időpont: 2026. márc. 2., H, 10:22):\n> alt',
    'text(1) quote(2)',
  ],
  [
    'Turkish',
    'Evet\nHelp desk <a@b.test>, 2 Mar 2026 Pzt, 10:22 tarihinde şunu yazdı:\n> alt',
    'text(1) quote(2)',
  ],
  ['Russian', 'Да\nпн, 2 мар. 2026 г. в 10:22, Help desk <a@b.test>:\n> alt', 'text(1) quote(2)'],
  ['Ukrainian', 'Так\nпн, 2 бер. 2026 р. о 10:22 Help desk <a@b.test> пише:\n> alt', 'text(1) quote(2)'],
  ['Hebrew', 'כן\n‫בתאריך יום ב׳, 2 במרץ 2026 ב-10:22 מאת ‪Help desk‬‏ <‪a@b.test‬‏>:‬\n> alt', 'text(1) quote(2)'],
  ['Chinese Gmail', '好\nHelp desk <a@b.test> 于2026年3月2日周一 10:22写道：\n> alt', 'text(1) quote(2)'],
  [
    'Korean Gmail',
    '네\n2026년 3월 2일 (월) 오전 10:22, Help desk <a@b.test>님이 작성:\n> alt',
    'text(1) quote(2)',
  ],
  [
    'Finnish',
    'Joo\nma 2. maalisk. 2026 klo 10.22 Help desk (a@b.test) kirjoitti:\n> alt',
    'text(1) quote(2)',
  ],
  [
    'QQ',
    '好\n\n------------------ 原始邮件 ------------------\n发件人: "desk" <a@b.test>;\n发送时间: 2026年3月2日\n收件人: x\n主题: y\n\nalt',
    'text(2) quote(7)',
  ],
  [
    'Outlook in French',
    'Oui\n\nDe : Anna\nEnvoyé : lundi\nÀ : Support\nObjet : Salut\n\nvieux',
    'text(2) quote(6)',
  ],
  [
    'Outlook in Polish',
    'Tak\n\nOd: Anna\nWysłano: pon\nDo: Support\nTemat: Cześć\n\nalt',
    'text(2) quote(6)',
  ],
  ['Outlook in Japanese', 'はい\n\n差出人: Anna\n送信日時: 月\n宛先: x\n件名: y\n\nalt', 'text(2) quote(6)'],
  [
    'Outlook in Turkish',
    'Evet\n\nKimden: Anna\nGönderildi: Pzt\nKime: x\nKonu: y\n\nalt',
    'text(2) quote(6)',
  ],
  [
    'Outlook’s block in bold stars',
    'Yes\n\n*From:* Anna\n*Sent:* Monday\n*To:* x\n*Subject:* y\n\nold',
    'text(2) quote(6)',
  ],
  [
    'answers below a quoted original message',
    'See below\n-----Original Message-----\nFrom: a\nTo: b\n\n> one?\nyes\n> two?\nno',
    'text(1) quote(5) text(1) quote(1) text(1)',
  ],
  ['a telephone’s line', 'Yes\n\nSent from my iPhone', 'text(2) signature(1)'],
  [
    'a telephone’s line above a quote',
    'Ja\n\nVon meinem iPhone gesendet\n\nAm 02.03.2026 um 10:22 schrieb Anna:\n> alt',
    'text(2) signature(2) quote(2)',
  ],
  ['a telephone’s words within the letter', 'Sent from my desk, as always.\nMore', 'text(2)'],
  ['a form that is the whole mail', 'From: Max\nSubject: Offer\nDate: today\n\nPlease call.', 'text(5)'],
  [
    'a forwarded mail with nothing above',
    '---------- Forwarded message ---------\nFrom: a\nDate: b\nTo: c\n\nwords',
    'text(6)',
  ],
  ['a sentence above a quote that introduces nothing', 'You asked:\n> when?', 'text(1) quote(1)'],
  ['quotes with empty lines between', 'a\n> b\n\n> c', 'text(1) quote(3)'],
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
    'Hi\n-- \nAnna\nFrom: a\nSent: 2 March 2026\nTo: c\nSubject: d\nold',
    'text(1) signature(2) quote(5)',
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
