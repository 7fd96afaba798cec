import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import iconv from 'iconv-lite';
import { decodeBytes } from '../../src/mail/charset.ts';

const chinese = '您好，请问我们的订单什么时候可以发货？谢谢。';
const traditional = '您好，請問我們的訂單什麼時候可以發貨？謝謝。';
const japanese = 'お世話になっております。プリンターが動きません。';
const korean = '안녕하세요. 주문한 상품이 아직 도착하지 않았습니다.';
const russian = 'Здравствуйте, мой заказ ещё не пришёл.';
const greek = 'Καλημέρα, ο εκτυπωτής δεν λειτουργεί.';
const hebrew = 'שלום, המדפסת במשרד לא עובדת';
const arabic = 'مرحبا، الطابعة لا تعمل منذ يوم الاثنين';
const thai = 'เครื่องพิมพ์ไม่ทำงาน กรุณาช่วยด้วย';
const turkish = 'Yazıcı çalışmıyor, lütfen yardım edin.';
const polish = 'Drukarka już nie działa, proszę o pomoc.';
const czech = 'Přeji hezký den, tiskárna při tisku vůbec nereaguje, prosím věnujte se tomu, děkuji';
const utf8 = (text: string) => Buffer.from(text);
const latin1 = (text: string) => Buffer.from(text, 'latin1');

describe('bytes count before labels', () => {
  const cases: [name: string, bytes: Uint8Array, label: string, expected: string][] = [
    ['UTF-8 called Shift_JIS', Buffer.from(japanese), 'shift_jis', japanese],
    ['UTF-8 called windows-1251', Buffer.from(russian), 'windows-1251', russian],
    ['a German word in UTF-8 called GB2312', Buffer.from('Grüße'), 'gb2312', 'Grüße'],
    ['UTF-8 called UTF-16', Buffer.from('Grüße aus Köln'), 'utf-16', 'Grüße aus Köln'],
    ['ASCII called UTF-16', Buffer.from('Order 12'), 'utf-16', 'Order 12'],
    ['ISO-2022-JP called nothing', Buffer.from('\x1b$BF|K\\8l\x1b(B'), '', '日本語'],
    ['ISO-2022-JP called UTF-8', Buffer.from('\x1b$BF|K\\8l\x1b(B'), 'utf-8', '日本語'],
    ['the long form of an escape', Buffer.from('\x1b$(BF|K\\8l\x1b(B'), 'iso-2022-jp', '日本語'],
    ['ISO-2022-KR', Buffer.from('\x1b$)C\x0eGQ1[\x0f ok'), 'iso-2022-kr', '한글 ok'],
    ['ISO-2022-KR called ASCII', Buffer.from('\x1b$)C\x0eGQ1[\x0f ok'), 'us-ascii', '한글 ok'],
    ['HZ', Buffer.from('a ~{<:Ky2;~} b ~~'), 'hz-gb-2312', 'a 己所不 b ~'],
    ['braces that are no HZ', Buffer.from('~{ a: 1 ~}'), '', '~{ a: 1 ~}'],
    ['UTF-16 without a label', Buffer.from('Grüße – 12 €', 'utf16le'), '', 'Grüße – 12 €'],
    ['UTF-16 the other way round', Buffer.from('Bestellung', 'utf16le').swap16(), 'utf-8', 'Bestellung'],
    ['a mark before UTF-16', Buffer.from('\ufeffGrüße', 'utf16le'), 'iso-8859-1', 'Grüße'],
    ['a mark before UTF-8', Buffer.from('\ufeffGrüße'), 'iso-8859-1', 'Grüße'],
    ['UTF-7', Buffer.from('Hi Mom -+Jjo--!'), 'UTF-7', 'Hi Mom -☺-!'],
    ['UTF-7 under its long name', Buffer.from('A+ImIDkQ.'), 'unicode-1-1-utf-7', 'A≢Α.'],
    ['no UTF-7 without its label', Buffer.from('1+AA-1'), 'utf-8', '1+AA-1'],
    ['GBK called Latin-1', iconv.encode(chinese, 'gbk'), 'iso-8859-1', chinese],
    ['GBK called nothing', iconv.encode(chinese, 'gbk'), '', chinese],
    ['Big5 called GB2312', iconv.encode(traditional, 'big5'), 'gb2312', traditional],
    ['Big5 called nothing', iconv.encode(traditional, 'big5'), '', traditional],
    ['Shift_JIS called ASCII', iconv.encode(japanese, 'shift_jis'), 'us-ascii', japanese],
    ['EUC-JP called Latin-1', iconv.encode(japanese, 'euc-jp'), 'iso-8859-1', japanese],
    ['EUC-KR called nothing', iconv.encode(korean, 'euc-kr'), '', korean],
    ['Cyrillic called nothing', iconv.encode(russian, 'windows-1251'), '', russian],
    ['KOI8-R called Latin-1', iconv.encode(russian, 'koi8-r'), 'iso-8859-1', russian],
    [
      'what Latin-1 is',
      iconv.encode('Grüße, Müller & Söhne: déjà vu à Besançon', 'latin1'),
      '',
      'Grüße, Müller & Söhne: déjà vu à Besançon',
    ],
    ['Greek called nothing', iconv.encode(greek, 'windows-1253'), '', greek],
    ['Hebrew called nothing', iconv.encode(hebrew, 'windows-1255'), '', hebrew],
    ['Arabic called Latin-1', iconv.encode(arabic, 'windows-1256'), 'iso-8859-1', arabic],
    ['Thai called nothing', iconv.encode(thai, 'windows-874'), '', thai],
    ['Turkish called nothing', iconv.encode(turkish, 'windows-1254'), '', turkish],
    ['Polish called nothing', iconv.encode(polish, 'windows-1250'), '', polish],
    ['Czech called nothing', iconv.encode(czech, 'windows-1250'), '', czech],
    [
      'Danish called nothing',
      latin1('Printeren på kontoret er gået i stå, hvad gør vi?'),
      '',
      'Printeren på kontoret er gået i stå, hvad gør vi?',
    ],
    [
      'Icelandic called nothing',
      latin1('Prentarinn er bilaður, það þarf að laga hann'),
      '',
      'Prentarinn er bilaður, það þarf að laga hann',
    ],
    [
      'Hangul beyond EUC-KR',
      iconv.encode('똠방각하 펲시콜라', 'cp949'),
      'ks_c_5601-1987',
      '똠방각하 펲시콜라',
    ],
    [
      'Cantonese in Big5',
      iconv.encode('部印表機喺度壞咗，幫我睇吓', 'big5-hkscs'),
      'big5',
      '部印表機喺度壞咗，幫我睇吓',
    ],
    [
      'lines of UTF-8 and of Latin-1',
      Buffer.concat([utf8('Grüße aus\nKöln\n'), latin1('> sch\xf6n\n> gr\xfcn\n'), utf8('für Sie\n')]),
      'utf-8',
      'Grüße aus\nKöln\n> schön\n> grün\nfür Sie\n',
    ],
    [
      'a text that is cut in its last line',
      Buffer.concat([utf8('Grüße\naus K'), latin1('\xc3')]),
      'utf-8',
      'Grüße\naus K\ufffd',
    ],
    ['two characters that could be UTF-8', iconv.encode('联系', 'gbk'), 'gb2312', '联系'],
  ];
  for (const [name, bytes, label, expected] of cases) {
    test(name, () => assert.equal(decodeBytes(bytes, label), expected));
  }
});

test('what the message names elsewhere explains what its label does not', () => {
  const bytes = iconv.encode('Привет', 'koi8-r');
  assert.equal(decodeBytes(bytes, 'x-unknown', undefined, 'koi8-r'), 'Привет');
});

test('long inputs of any kind cost a few milliseconds', () => {
  for (const piece of ['~{', '~{ab', '\x1b$B', '+A', '+', '\xa4', '\xe0\xc0 ', '\xff\0', 'ab\0\0']) {
    const bytes = Buffer.from(piece.repeat(300_000 / piece.length), 'latin1');
    const before = process.cpuUsage();
    for (const label of ['', 'utf-7', 'gb2312', 'iso-8859-1']) decodeBytes(bytes, label);
    const { user } = process.cpuUsage(before);
    assert.ok(user < 1_000_000, `${piece} took ${user} µs`);
  }
});
