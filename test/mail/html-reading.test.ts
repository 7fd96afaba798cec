import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { htmlToText } from '../../src/domain/html/html-text.ts';
import { sanitizeHtml } from '../../src/mail/html.ts';
import { readHtml } from '../../src/mail/html-reading.ts';

const bodies = [
  '<p>a</p><p>b &amp; c</p>',
  'x <a href="https://a.test/">here</a> <a href="javascript:x()">there</a>',
  '<style>p{}</style><title>t</title><p>shown<script>no()</script></p><!-- no --><textarea>no</textarea>',
  '<body bgcolor=red>a<details><summary>s</summary>d</details><unknown>u</unknown></body>',
  '<blockquote>one<blockquote>two<br>three</blockquote></blockquote>after',
  '<pre>a\n  b\n</pre><ul><li>one<li>two</ul><table><tr><td>1<td>2<tr><td>3</table>',
  'a<iframe src="https://x.test"><noscript>no</noscript><b>inside</b></iframe>b<iframe>never closed <i>words</i>',
  '<img src=cid:a alt="Logo &amp; name">&nbsp;<hr>&lt;b&gt; 😀 &#8364;',
  '<p>a<p>b<div>c</p>d</div></b></i>e',
  `<a title="x > y & z" HREF='https://a.test/?b=1&amp;c="2"' href=https://b.test class=k>one</a> <a name=href>two</a>`,
  '<a>t<form action=a><form href="https://no.test" alt=no>in</form></a><img width=1 alt=one alt="two" src=cid:x>',
  '<img alt="a &quot;b&quot; &amp; &lt;c&gt; &unknown; &#x41 d"> <a href="https://a.test/&copy=1&lt">text &copy &notit; & <</a> &',
];

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
