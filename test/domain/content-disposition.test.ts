import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentDisposition } from '../../src/domain/content-disposition.ts';

const cases: readonly (readonly [name: string, header: string])[] = [
  ['report.pdf', `filename="report.pdf"; filename*=UTF-8''report.pdf`],
  [
    'Rechnung für Käthe.pdf',
    `filename="Rechnung fur Kathe.pdf"; filename*=UTF-8''Rechnung%20f%C3%BCr%20K%C3%A4the.pdf`,
  ],
  ['a";b=c.txt', `filename="a_;b=c.txt"; filename*=UTF-8''a%22%3Bb%3Dc.txt`],
  ["it's (1)*.txt", `filename="it's (1)*.txt"; filename*=UTF-8''it%27s%20%281%29%2A.txt`],
  ['100%.txt', `filename="100_.txt"; filename*=UTF-8''100%25.txt`],
  ['a\r\nSet-Cookie: x', `filename="a__Set-Cookie_ x"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x`],
  // What looks like a slash, a quote or a colon becomes one where a form beside has ASCII only.
  [
    '．．／etc＼x＂：.txt',
    `filename=".._etc_x__.txt"; filename*=UTF-8''%EF%BC%8E%EF%BC%8E%EF%BC%8Fetc%EF%BC%BCx%EF%BC%82%EF%BC%9A.txt`,
  ],
  ['\ud800x', `filename="_x"; filename*=UTF-8''%EF%BF%BDx`],
];

test('a name stands in the header in both forms and cannot leave it', () => {
  for (const [name, header] of cases)
    assert.equal(contentDisposition('attachment', name), `attachment; ${header}`);
});
