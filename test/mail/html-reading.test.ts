import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { htmlToText } from '../../src/domain/html/html-text.ts';
import { sanitizeHtml } from '../../src/mail/html.ts';
import { readHtml } from '../../src/mail/html-reading.ts';

const bodies = [
  '<p>a</p><p>b &amp; c</p>',
  'x <a href="https://a.test/">here</a> <a href="javascript:x()">there</a>',
  '<style>p{}</style><title>t</title><p>shown<script>no()</script></p><!-- no --><textarea>a &lt;b>\nc</textarea>',
  '<body bgcolor=red>a<details><summary>s</summary>d</details><unknown>u</unknown></body>',
  '<blockquote>one<blockquote>two<br>three</blockquote></blockquote>after',
  '<pre>a\n  b\n</pre><ul><li>one<li>two</ul><table><tr><td>1<td>2<tr><td>3</table>',
  'a<iframe src="https://x.test"><noscript>yes</noscript><b>inside</b></iframe>b<iframe>never closed <i>words</i>',
  '<img src=cid:a alt="Logo &amp; name">&nbsp;<hr>&lt;b&gt; 😀 &#8364;',
  '<p>a<p>b<div>c</p>d</div></b></i>e',
  `<a title="x > y & z" HREF='https://a.test/?b=1&amp;c="2"' href=https://b.test class=k>one</a> <a name=href>two</a>`,
  '<a>t<form action=a><form href="https://no.test" alt=no>in</form></a><img width=1 alt=one alt="two" src=cid:x>',
  '<img alt="a &quot;b&quot; &amp; &lt;c&gt; &unknown; &#x41 d"> <a href="https://a.test/&copy=1&lt">text &copy &notit; & <</a> &',
  'Choose <select><option>red<option selected>green</select> <button>Send</button><xmp>a &lt; <b></xmp>',
  '<video src=x><a href="https://v.test/">Watch</a></video><object data=x>instead</object><canvas>drawn</canvas>',
  '<ol title="not reversed, nor start here" start=3><li>three<li><a title="see href for it" href="https://a.test/">four</a></ol>',
  '<ol start=3><li>three<li value=7>seven<ol type=a reversed><li>b<li>a</ol><li>eight</ol><q>said</q>',
];

const said: readonly [string, string][] = [
  ['<textarea>one &amp; two\nthree</textarea>', 'one & two\nthree'],
  ['<noscript>Read <b>this</b></noscript>', 'Read this'],
  ['<select><option>red</option><option>green</option></select>', 'red\ngreen'],
  ['<button type=submit>Send</button>', 'Send'],
  [
    'Name: <input value="Ada &amp; Bo"><input type=hidden value=no> <input type=submit value=Send>',
    'Name: Ada & Bo Send',
  ],
  ['a<template>no</template><title>no</title>b', 'ab'],
  ['<video><a href="https://v.test/x">Watch it</a></video>', 'Watch it <https://v.test/x>'],
  ['<ol><li>a<li>b</ol>', '1. a\n2. b'],
  ['<ol start=0><li>a<li>b</ol><ol start="-1"><li>c</ol>', '0. a\n1. b\n\n-1. c'],
  ['<ol reversed><li>a<li>b<li>c</ol>', '3. a\n2. b\n1. c'],
  ['<ol reversed><li>a<li value=9>b<li>c<li value=1>d</ol>', '4. a\n9. b\n8. c\n1. d'],
  ['<ol reversed start=9><li>a<li>b</ol>', '9. a\n8. b'],
  ['<ol type=A><li value=26>z<li>aa</ol><ol type=i><li value=4>iv<li>v</ol>', 'Z. z\nAA. aa\n\niv. iv\nv. v'],
  ['<ol><li>a<ol type=a><li>x<li>y</ol><li>b<ul><li>z</ul></ol>', '1. a\n  a. x\n  b. y\n2. b\n  * z'],
  ['<ol reversed><li>a<ol><li>x</ol><li>b</ol>', '2. a\n  1. x\n1. b'],
  ['<ol start=99999999999><li>a</ol><ol start="1e9"><li>b</ol>', '1. a\n\n1. b'],
  ['<ul><li>a<li>b</ul>', '* a\n* b'],
  ['<li>alone', '* alone'],
  ['<li><p>paragraph</p><p>more</p>', '* paragraph\n\nmore'],
  ['He <q>said</q> so', 'He “said” so'],
  ['<div style="display:none">Preview</div><p>Dear Ada</p>', 'Dear Ada'],
  ['<div style="color:#fff;DISPLAY : none !important">P<br><img alt=x></div><p>Dear Ada</p>', 'Dear Ada'],
  ['<span style="max-height:0px;overflow:hidden">P<b>q</b></span>Dear <b>Ada</b>', 'Dear Ada'],
  ['<span style="opacity:0">P</span>Dear', 'Dear'],
  ['<span style="opacity:0.9;max-height:100px">Seen</span>', 'Seen'],
  ['a<p style="opacity: 1">b<p style="opacity: .9">c<p style="opacity: inherit">d', 'a\n\nb\n\nc\n\nd'],
  [
    'a<p style="fill-opacity:0">b<p style="max-height: 1em">c<p style="max-height:0.5in">d',
    'a\n\nb\n\nc\n\nd',
  ],
  ['<i style="opacity:.04">P</i><i style="opacity: 0.0 ">P</i><i style="max-height:1px">P</i>Dear', 'Dear'],
  ['<ul><li>a<ul><li>b</ul></ul>after<ol><li>c</ol>after', '* a\n  * b\n\nafter\n\n1. c\n\nafter'],
  ['<ol reversed><li><hr>a<li>b<li>c</ol>', '3.\n---\na\n2. b\n1. c'],
  ['<div style="display:none">All of it</div>', 'All of it'],
  ['<div style="display:none"><style>x</style><iframe>f</iframe><p>no</div>yes', 'yes'],
];

describe('what a body says in words', () => {
  for (const [html, text] of said) {
    test(html, () => assert.equal(readHtml(html).text, text));
  }
});

describe('a body read in one pass', () => {
  for (const html of bodies) {
    test(`has the text of its sanitized form: ${html.slice(0, 40)}`, () => {
      assert.equal(readHtml(html).text, htmlToText(sanitizeHtml(html)));
    });
  }

  test('names its pictures, however they are named', () => {
    const html =
      '<img src=" cid:a@b "><img src="fax.png"><img src="//x.test/y.png"><svg><img src="no"></svg>';
    assert.deepEqual([...readHtml(html).sources], ['cid:a@b', 'fax.png', 'https://x.test/y.png']);
  });
});
