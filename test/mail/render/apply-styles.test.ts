import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sanitizeHtml } from '../../../src/mail/html.ts';
import { applyStyles } from '../../../src/mail/render/apply-styles.ts';

const show = (html: string) => sanitizeHtml(applyStyles(html).html);
const ink = 'light-dark(#1c1f22, #e8eaec)';

test('words of the fields of a form are shown', () => {
  const form =
    '<form>Name <input value="A<b"> <textarea>one\n&lt;two</textarea><select><option>red</select></form>';
  const shown = show(form);
  assert.match(shown, /Name A&lt;b <pre>one\n&lt;two<\/pre><div><div>red<\/div><\/div>/);
  assert.match(
    show('<noscript>no <b>script</b></noscript><video><a href="https://v.test">Watch</a></video>'),
    /no <b>script<\/b><a [^>]*>Watch/,
  );
});

describe('a link says where it leads when its words say something else', () => {
  const safe = 'https://eu.safelinks.protection.outlook.com/?url=https%3A%2F%2Fbank.example%2Fa';
  const cases: [words: string, href: string, place: string | undefined][] = [
    ['https://bank.example/login', 'https://evil.example/login', 'evil.example'],
    ['www.bank.com', 'https://bank.com.evil.example/', 'bank.com.evil.example'],
    ['bank.com', 'http://192.0.2.1/', '192.0.2.1'],
    ['<b>bank</b>.com/<i>a</i>', 'https://evil.example', 'evil.example'],
    ['\u200bhttps://bank.example', 'https://evil.example', 'evil.example'],
    ['Your bank', 'https://bank.example@evil.example/', 'evil.example'],
    ['info@bank.example', 'mailto:info@evil.example?subject=a', 'info@evil.example'],
    ['https://bücher.example', 'https://bucher.example', 'bucher.example'],
    ['https://www.bank.example/', 'https://bank.example', undefined],
    ['shop.bank.com', 'https://click.bank.com/x?y', undefined],
    ['bank.co.uk', 'https://other.co.uk', 'other.co.uk'],
    ['https://bücher.example', 'https://xn--bcher-kva.example', undefined],
    ['https://bank.example', safe, undefined],
    ['https://bank.com', safe, 'bank.example'],
    ['https://bank.example', 'https://urldefense.com/v3/__https://bank.example/a__;!!x', undefined],
    ['plan.pdf', 'https://files.example/1', undefined],
    ['Read more at bank.com today', 'https://evil.example', undefined],
    ['Info@Bank.example', 'mailto:info@bank.example', undefined],
    ['<img src=cid:a>', 'https://evil.example', undefined],
    // Signs around an address, and letters that nobody sees or that mean others.
    ['» https://bank.example.', 'https://evil.example', 'evil.example'],
    ['(bank.com)', 'https://evil.example', 'evil.example'],
    ['bank\u200d.com', 'https://evil.example', 'evil.example'],
    ['\u2068www.ba\u034fnk.com\u2069', 'https://evil.example', 'evil.example'],
    ['ｂａｎｋ．com', 'https://evil.example', 'evil.example'],
    ['bank。com', 'https://evil.example', 'evil.example'],
    ['bank․com/login', 'https://evil.example', 'evil.example'],
    [
      '<img src="https://a.example/a.png" alt="https://bank.example">',
      'https://evil.example',
      'evil.example',
    ],
    [`https://bank.example/${'a'.repeat(300)}`, 'https://evil.example', 'evil.example'],
    [`${'<i></i>'.repeat(2_000)}bank.com`, 'https://evil.example', 'evil.example'],
    [`${'a'.repeat(300)} bank.com`, 'https://evil.example', undefined],
    ['&lt;info@bank.example&gt;', 'mailto:info@evil.example', 'info@evil.example'],
    ['Mail: info@bank.example', 'mailto:info@evil.example', undefined],
    ['» https://bank.example/', 'https://bank.example', undefined],
  ];
  for (const [words, href, place] of cases) {
    test(`${words.slice(0, 60)} to ${href.slice(0, 60)}`, () => {
      const shown = show(`<a href="${href}">${words}</a>`);
      assert.equal(/ \[([^[\]]*)\]<\/a>$/.exec(shown)?.[1], place);
    });
  }

  test('what is shown beside the pointer is no other address', () => {
    assert.doesNotMatch(show('<a href="https://a.example" title=" https://bank.example ">x</a>'), /title/);
    assert.doesNotMatch(
      show('<a href="https://a.example"><b title="https://bank.example/">x</b></a>'),
      /title/,
    );
    assert.doesNotMatch(
      show('<a href="https://a.example"><img src="cid:a" title="bank.example"></a>'),
      /title/,
    );
    assert.match(show('<a href="https://a.example" title="Our shop">x</a>'), /title="Our shop"/);
  });
});

describe('style sheets of a letter hold for its elements', () => {
  test('the direction of a letter is kept where its root says it', () => {
    for (const root of ['<html dir="rtl"><body>אב</body></html>', '<html><body dir=rtl>אב</body></html>'])
      assert.match(show(root), /<div dir="rtl">(?:<div>)?אב/);
  });

  const cases: [string, string, string][] = [
    [
      'a class',
      '<style>p.MsoNormal{margin:0cm}</style><p class=MsoNormal>a</p>',
      '<p style="margin:0cm">a</p>',
    ],
    ['hidden from old programs', '<style><!-- p{margin:0} --></style><p>a</p>', '<p style="margin:0">a</p>'],
    [
      'comments and at-rules',
      '<style>/* x{ */@import "a;b{}";@font-face{src:url(x)}p/**/{margin:1px}</style><p>a</p>',
      '<p style="margin:1px">a</p>',
    ],
    [
      'for a screen of usual width',
      '<style>@media screen and (max-width:480px){p{margin:9px}}@media screen{p{margin:2px}}</style><p>a</p>',
      '<p style="margin:2px">a</p>',
    ],
    [
      'not for paper',
      '<style media=print>p{margin:9px}</style><style>@media print{p{margin:8px}}</style><p>a</p>',
      '<p>a</p>',
    ],
    [
      'the stronger selector',
      '<style>#a{margin:3px}.b{margin:2px}p{margin:1px}</style><p id=a class=b>a</p>',
      '<p style="margin:3px">a</p>',
    ],
    [
      'the later of equals',
      '<style>.b{margin:2px}.c{margin:4px}</style><p class="c b">a</p>',
      '<p style="margin:4px">a</p>',
    ],
    [
      'the element’s own, unless the sheet insists',
      '<style>p{margin:1px;text-align:left!important}</style><p style="margin:5px;text-align:right">a</p>',
      '<p style="margin:5px;text-align:left">a</p>',
    ],
    [
      'within and directly within',
      '<style>td p{margin:1px}div>p{margin:2px}</style><div><p>a</p></div>',
      '<div><p style="margin:2px">a</p></div>',
    ],
    [
      'what stands beside',
      '<style>b+i{font-size:20px}</style><b>a</b><i>b</i>',
      '<b>a</b><i style="font-size:20px">b</i>',
    ],
    [
      'an attribute',
      '<style>a[href^="https://x"]{font-size:20px}</style><p title=t>a</p>',
      '<p title="t">a</p>',
    ],
    [
      'broken rules are skipped alone',
      '<style>}} ; b{;font-size:20px;;} .x>>{a:b} i{font-size:21px}</style><i>a</i>',
      '<i style="font-size:21px">a</i>',
    ],
    [
      'a bracket too many takes the rule behind it along',
      '<style>p{margin:1px}} .a{display:none} i{font-size:21px}</style><p class=a>a</p><i>b</i>',
      '<p style="margin:1px">a</p><i style="font-size:21px">b</i>',
    ],
    [
      'a sheet of another language is none',
      '<style type="text/less">p{display:none}</style><style type=TEXT/CSS>p{margin:1px}</style><p>a</p><i>b</i>',
      '<p style="margin:1px">a</p><i>b</i>',
    ],
    [
      'only what is allowed',
      '<style>p{position:fixed;margin:1px;behavior:url(x)}</style><p>a</p>',
      '<p style="margin:1px">a</p>',
    ],
  ];
  for (const [name, html, expected] of cases) test(name, () => assert.equal(show(html), expected));
});

describe('words can be read', () => {
  const cases: [string, string, RegExp][] = [
    [
      'white on a shorthand’s colour',
      '<p style="background:#0b2545 url(x.png);color:#fff">a</p>',
      /background-color:#0b2545;color:#ffffff/,
    ],
    [
      'white on a picture that does not come',
      '<p style="background:url(x.png);color:#fff">a</p>',
      new RegExp(`^<p style="color:${ink.replace(/[()]/g, '\\$&')}">`),
    ],
    [
      'white on a gradient',
      '<p style="background:linear-gradient(90deg, navy, #fff);color:#fff">a</p>',
      /background-color:#000080;color:#ffffff/,
    ],
    [
      'the body’s own attributes',
      '<body bgcolor=#101820 text=#ffffff>a</body>',
      /background-color:#101820;color:#ffffff/,
    ],
    [
      'attributes without a number sign',
      '<table bgcolor=101820><tr><td><font color=ffffff>a</font></table>',
      /background-color:#101820.*color:#ffffff/,
    ],
    [
      'a sheet’s white on a sheet’s dark',
      '<style>.h{background-color:rgb(10,20,30)}.h b{color:white}</style><div class=h><b>a</b></div>',
      /background-color:#0a141e.*<b style="color:#ffffff">/,
    ],
    ['grey that is too faint', '<p style="color:#e0e0e0">a</p>', /color:light-dark\(#1c1f22/],
    [
      'dark on dark',
      '<div style="background:#000"><span style="color:#111">a</span></div>',
      /<span style="color:#ffffff">/,
    ],
    [
      'a link on a dark ground',
      '<div style="background:#101820"><a href="https://x.test">a</a></div>',
      /<a href[^>]*style="color:#ffffff"|<a style="color:#ffffff"/,
    ],
    ['half transparent', '<p style="color:rgba(0,0,0,.1)">a</p>', /color:light-dark\(#1c1f22/],
    [
      'a ground on an element that is not kept',
      '<form style="background:#101820;color:#fff">a</form>',
      /<div style="background-color:#101820;color:#ffffff">a<\/div>/,
    ],
    ['lines that would cover one another', '<p style="line-height:0">a</p>', /line-height:1.4/],
    ['what can be read stays', '<p style="color:#1f497d">a</p>', /color:light-dark\(#1f497d, #[0-9a-f]{6}\)/],
    [
      'a box that would cut is open',
      '<p style="height:20px;overflow:hidden;color:red">a</p>',
      /^<p style="height:20px;color:[^"]*">a/,
    ],
  ];
  for (const [name, html, expected] of cases) test(name, () => assert.match(show(html), expected));
});

describe('what was not meant to be seen', () => {
  const hidden = [
    'display:none',
    'max-height:0',
    'max-height:0px;overflow:hidden',
    'height:0;overflow:hidden',
    'opacity:0',
    'DISPLAY: none !important; mso-hide:all',
    'mso-hide:all;color:#ffffff',
    'width:0px;overflow:hidden',
  ];
  for (const style of hidden) {
    test(`is gone: ${style}`, () => {
      assert.doesNotMatch(show(`<div style="${style}">PRE<b>HEADER</b></div><p>words</p>`), /PRE|HEADER/);
    });
  }
  test('is gone: a field of a form', () => {
    const html = '<p>Name: <input value="Ada"><input value="HIDDEN" style="display:none"></p>';
    assert.match(show(html).replace(/<[^>]*>/g, ''), /Name: Ada/);
    assert.doesNotMatch(show(html).replace(/<[^>]*>/g, ''), /HIDDEN/);
  });
  const seen = [
    'mso-hide:all',
    'max-height:100px;overflow:hidden',
    'max-height:1em;overflow:hidden',
    'opacity:.9',
    'font-size:0',
    'visibility:hidden',
    'text-indent:-9999px',
    'margin-left:-9999px',
    'height:0',
  ];
  for (const style of seen) {
    test(`stays in the letter: ${style}`, () => {
      assert.match(
        show(`<div style="${style}">PRE<b style="font-size:14px">HEADER</b></div><p>words</p>`),
        /PRE.*HEADER/,
      );
    });
  }
  test('everything is shown where nothing else would be left', () => {
    assert.equal(show('<div style="display:none"> <b>all</b></div>'), '<div> <b>all</b></div>');
  });
});

describe('no element outgrows its frame', () => {
  const cases = [
    'min-height:100vh',
    'height:99999999px',
    'padding-top:40000pt',
    'height:1e9px',
    'margin-top:-5000px',
    'width:100dvw',
    'font-size:9999px',
    'line-height:999',
    'max-height:calc(1px*99999)',
  ];
  for (const style of cases) {
    test(style, () => assert.equal(show(`<p style="${style}">a</p>`), '<p>a</p>'));
  }
  test('nor by an attribute', () => {
    assert.equal(
      show('<table height=9999999><tr><td width=9999999 height=50>a</table>'),
      '<table><tr><td height="50">a</td></tr></table>',
    );
  });
});

describe('whose colours a letter is in', () => {
  const cases: [string, string, 'reader' | 'own'][] = [
    ['Word’s', '<body bgcolor=white><p style="color:windowtext;background:white">a</p><p>b</p>', 'reader'],
    ['with a warning of the server', '<table bgcolor=#fff3cd><tr><td>External</table><p>Hello</p>', 'reader'],
    ['with a logo below', '<p>Hello</p><table width=300><tr><td><img src="cid:l"></table>', 'reader'],
    [
      'a newsletter on grey',
      '<body><div style="background:#eeeeee"><table width=600><tr><td bgcolor=white>News</table></div>',
      'own',
    ],
    [
      'a newsletter on white',
      '<table width=600><tr><td><img src="https://x.test/a.png"><td>News</table>',
      'own',
    ],
  ];
  for (const [name, html, expected] of cases)
    test(name, () => assert.equal(applyStyles(html).ground, expected));
});

describe('bounds', () => {
  const many = (count: number, make: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => make(index)).join('');
  const bombs: [string, string][] = [
    [
      'selectors that hold for everything',
      `<style>${many(3_000, (index) => `* * * * * b${index % 7}{margin:${index}px}`)}</style>${'<div>'.repeat(900)}${'<b0>x'.repeat(20)}`,
    ],
    [
      'descendants in a deep tree',
      `<style>${`${'div '.repeat(60)}x{margin:1px}`.repeat(50)}</style>${'<div>'.repeat(950)}<x>a`,
    ],
    [
      'siblings',
      `<style>${`${'b~'.repeat(40)}i{margin:1px}`.repeat(30)}</style>${'<b>a</b>'.repeat(20_000)}<i>z</i>`,
    ],
    ['open brackets and strings', `<style>${'a[b="'.repeat(60_000)}</style>x`],
    ['open blocks', `<style>${'@media screen{'.repeat(20_000)}</style>x`],
    ['comments without an end', `<style>${'/*'.repeat(200_000)}</style>x`],
    [
      'a class with a thousand names',
      `<style>${many(1_000, (index) => `.c${index}{margin:${index}px}`)}</style>${`<b class="${many(1_000, (index) => `c${index} `)}">x</b>`.repeat(100)}`,
    ],
    ['links in one another', `${'<a href="https://a.test">b.test<i>'.repeat(450)}`],
    ['a link of many pieces', `<a href="https://a.test">${'<b>a</b>'.repeat(100_000)}</a>`],
    ['addresses without an end', `<p style="background:${'url('.repeat(2_000)}">x</p>`.repeat(100)],
  ];
  for (const [name, html] of bombs) {
    test(name, () => {
      const before = process.cpuUsage();
      const shown = show(html);
      const { user } = process.cpuUsage(before);
      assert.ok(user < 5_000_000, `${Math.round(user / 1000)} ms of processor time`);
      assert.match(shown, /[axz]/);
    });
  }
});
