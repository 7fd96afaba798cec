import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { foldHtml, stripMarks } from '../../src/domain/html/html-fold.ts';
import { allowRemoteImages, hasRemoteImages } from '../../src/domain/html/html-images.ts';
import { htmlToText } from '../../src/domain/html/html-text.ts';
import { sanitizeHtml } from '../../src/mail/html.ts';
import { namesOf } from '../../src/mail/picture-names.ts';
import { findHarm } from '../support/html-harm.ts';
import { measureProcessorTime } from '../support/processor-time.ts';

const payloads: string[] = JSON.parse(readFileSync('test/fixtures/hostile-html.json', 'utf8'));

describe('hostile HTML is harmless', () => {
  test('there are enough payloads', () => assert.ok(payloads.length >= 60));
  for (const payload of payloads) {
    test(JSON.stringify(payload).slice(0, 90), () => {
      const clean = sanitizeHtml(payload);
      assert.deepEqual(findHarm(foldHtml(clean)), []);
      assert.deepEqual(findHarm(stripMarks(sanitizeHtml(clean))), [], 'once more');
    });
  }

  test('all of them in one message, and one inside the other', () => {
    assert.deepEqual(findHarm(stripMarks(sanitizeHtml(payloads.join('\n')))), []);
    assert.deepEqual(
      findHarm(stripMarks(sanitizeHtml(payloads.map((one) => `<div><p>${one}`).join('')))),
      [],
    );
  });

  test('the check itself sees harm', () => {
    for (const harm of [
      '<b onclick="a">',
      '<a href="javascript:x">',
      '<img src="http://x">',
      '<p id="x">',
      '<svg>',
      '<p style="a:url(x)">',
    ]) {
      assert.notDeepEqual(findHarm(harm), [], harm);
    }
  });
});

describe('the look stays', () => {
  const cases: [string, string, string][] = [
    [
      'colours and fonts',
      '<font color="#ff0000" face="Arial" size=2>a</font>',
      '<font color="#ff0000" face="Arial" size="2">a</font>',
    ],
    [
      'inline styles',
      '<p style="color: rgb(1, 2, 3); margin:0cm">a</p>',
      '<p style="color:rgb(1, 2, 3);margin:0cm">a</p>',
    ],
    [
      'bad declarations go alone',
      '<p style="color:red;position:fixed;background:url(x)">a</p>',
      '<p style="color:red">a</p>',
    ],
    [
      'tables',
      '<table bgcolor="#eee" cellpadding=3><tr><td colspan=2 align=right>a</td></tr></table>',
      '<table bgcolor="#eee" cellpadding="3"><tr><td colspan="2" align="right">a</td></tr></table>',
    ],
    [
      'the body’s colours',
      '<html><body style="background:#123456">a</body></html>',
      '<div style="background-color:#123456">a</div>',
    ],
    [
      'links open outside',
      '<a href="https://a.test/?a=1&amp;b=2">a</a>',
      '<a href="https://a.test/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">a</a>',
    ],
    ['attached pictures', '<img src="cid:logo@x" width=10>', '<img width="10" src="cid:logo@x" />'],
    [
      'remote pictures rest',
      '<img src="https://a.test/p.png" alt="Logo">',
      '<img alt="Logo" data-src="https://a.test/p.png" />',
    ],
    ['text is escaped', 'a &lt;b&gt; &amp; c', 'a &lt;b&gt; &amp; c'],
    ['unknown elements leave their text', '<o:p>a</o:p><blink>b</blink>', 'ab'],
  ];
  for (const [name, from, to] of cases) test(name, () => assert.equal(sanitizeHtml(from), to));
});

test('measures beyond all measure are left out, in attributes too', () => {
  const wild =
    'border=100000 cellpadding=9999 cellspacing=9999 hspace=9999 vspace=9999 size=9999 width=9999 span=9999';
  assert.equal(
    sanitizeHtml(`<table ${wild}><tr><td colspan=65000 rowspan=65000>a</td></tr></table>`),
    '<table><tr><td>a</td></tr></table>',
  );
  const usual = '<table border="1" cellpadding="5"><tr><td colspan="3">a</td></tr></table>';
  assert.equal(sanitizeHtml(usual), usual);
});

describe('pictures', () => {
  const html = sanitizeHtml(
    '<img src="cid:a%40b"><img src="cid:none"><img src="logo.png"><img src="https://r.test/x&quot;y.png"><p> data-src="no"',
    (source) => (namesOf(source).includes('a@b') || source === 'logo.png' ? '/pictures/7?x="&y' : undefined),
  );

  test('attached ones get their address, escaped; missing ones none', () => {
    const placed = '<img src="/pictures/7?x=&quot;&amp;y" />';
    assert.equal(
      html,
      `${placed}<img />${placed}<img data-src="https://r.test/x&quot;y.png" /><p> data-src=&quot;no&quot;</p>`,
    );
  });
  test('remote ones come only when allowed, and words that look like one stay words', () => {
    assert.ok(hasRemoteImages(html));
    assert.match(
      allowRemoteImages(html),
      /<img src="https:\/\/r\.test\/x&quot;y\.png" \/><p> data-src=&quot;no&quot;<\/p>$/,
    );
  });
  test('a picture is known by both spellings of its name', () => {
    assert.deepEqual(namesOf('cid:a%40b'), ['a%40b', 'a@b']);
    assert.deepEqual(namesOf('cid:100%'), ['100%']);
  });
});

describe('quotes and signatures are folded', () => {
  const fold = (html: string) => foldHtml(sanitizeHtml(html));
  const cases: [string, string, string][] = [
    [
      'Thunderbird, whose introduction stands above',
      '<p>Tak</p><div class="moz-cite-prefix">W dniu 2.03.2026, Help desk pisze:<br></div><blockquote type="cite">alt</blockquote>',
      '<p>Tak</p><details><summary>Quoted text</summary><div>W dniu 2.03.2026, Help desk pisze:<br /></div><blockquote type="cite">alt</blockquote></details>',
    ],
    [
      'an introduction that no program has marked',
      '<p>Ja</p><div>Am Mo., 2. März 2026 um 10:22 Uhr schrieb <b>Desk</b> &lt;a@b.test&gt;:</div><br><blockquote type="cite">alt</blockquote><p>unten</p>',
      '<p>Ja</p><details><summary>Quoted text</summary><div>Am Mo., 2. März 2026 um 10:22 Uhr schrieb <b>Desk</b> &lt;a@b.test&gt;:</div><br /><blockquote type="cite">alt</blockquote></details><p>unten</p>',
    ],
    [
      'an answer between two quotes stays in sight',
      '<blockquote type="cite">one?</blockquote><p>yes, as we wrote:</p><p>two</p><blockquote type="cite">three?</blockquote><p>no</p>',
      '<details><summary>Quoted text</summary><blockquote type="cite">one?</blockquote></details><p>yes, as we wrote:</p><p>two</p><details><summary>Quoted text</summary><blockquote type="cite">three?</blockquote></details><p>no</p>',
    ],
    [
      'Gmail',
      '<div>Yes</div><div class="gmail_quote">On Monday:<blockquote class="gmail_quote">Well?</blockquote></div>',
      '<div>Yes</div><details><summary>Quoted text</summary><div>On Monday:<blockquote>Well?</blockquote></div></details>',
    ],
    [
      'Thunderbird with answers between',
      '<p>a</p><blockquote type="cite">1</blockquote><p>b</p><blockquote type="cite">2</blockquote>c',
      '<p>a</p><details><summary>Quoted text</summary><blockquote type="cite">1</blockquote></details><p>b</p><details><summary>Quoted text</summary><blockquote type="cite">2</blockquote></details>c',
    ],
    [
      'Outlook for Windows',
      '<div class="WordSection1"><p>Yes</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p>From: A</p></div></div><p>old</p></div>',
      '<div><p>Yes</p><details><summary>Quoted text</summary><div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p>From: A</p></div></div><p>old</p></details></div>',
    ],
    [
      'Outlook on the web',
      '<div>Yes</div><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: A</div><div>old</div>',
      '<div>Yes</div><details><summary>Quoted text</summary><div></div><hr /><div>From: A</div><div>old</div></details>',
    ],
    [
      'a signature',
      '<p>Hi</p><div class="gmail_signature">Anna</div>',
      '<p>Hi</p><details><summary>Signature</summary><div>Anna</div></details>',
    ],
    [
      'nothing else to see: open',
      '<div class="gmail_quote">forwarded</div>',
      '<details open><summary>Quoted text</summary><div>forwarded</div></details>',
    ],
    ['a mark in foreign HTML means nothing', '<p data-fold="quote">a</p>', '<p>a</p>'],
  ];
  for (const [name, from, to] of cases) test(name, () => assert.equal(fold(from), to));
});

describe('HTML as text', () => {
  const cases: [string, string, string][] = [
    ['blocks and breaks', '<p>a</p><p>b<br>c</p>', 'a\n\nb\nc'],
    ['lists', '<ul><li>a</li><li>b</li></ul>', '* a\n* b'],
    ['table rows', '<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    ['links keep their target', '<a href="https://a.test/x">here</a>', 'here <https://a.test/x>'],
    ['but not twice', '<a href="mailto:a@b.test">a@b.test</a>', 'a@b.test'],
    ['quotes', '<blockquote>a<br>b</blockquote>c', '> a\n> b\n\nc'],
    ['preformatted', '<pre>a\n  b</pre>', 'a\n  b'],
    ['entities', 'a &lt; b &amp;amp; &nbsp;c', 'a < b &amp; c'],
    ['style sheets are no text', '<style>p{}</style><title>t</title>a', 'a'],
  ];
  for (const [name, from, to] of cases) test(name, () => assert.equal(htmlToText(sanitizeHtml(from)), to));
});

describe('what stands in each other a hundred thousand times keeps its text and costs little', () => {
  const often = 100_000;
  const cases: readonly [string, string, string][] = [
    ['elements', '<div>', '</div>'],
    ['elements that nothing closes', '<div>', ''],
    ['elements that others close', '<div>', '</b>'],
    ['drawings', '<svg>', '</svg>'],
    ['forms, of which only the first counts', '<form><div>', '</div></form>'],
  ];
  for (const [name, opening, closing] of cases) {
    test(name, () => {
      const html = `${opening.repeat(often)}deep${closing.repeat(often)}`;
      let clean = '';
      const spent = measureProcessorTime(1500, () => {
        clean = sanitizeHtml(html);
      });
      if (opening !== '<svg>') assert.equal(htmlToText(clean), 'deep');
      assert.ok(clean.length < 10_000, `${clean.length}`);
      assert.ok(spent < 1500, `${spent} ms of processor time`);
    });
  }
});
