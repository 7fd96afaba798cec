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
  ['a\r\nSet-Cookie: x', `filename="a__Set-Cookie: x"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x`],
  ['\ud800x', `filename="_x"; filename*=UTF-8''%EF%BF%BDx`],
];

test('a name stands in the header in both forms and cannot leave it', () => {
  for (const [name, header] of cases)
    assert.equal(contentDisposition('attachment', name), `attachment; ${header}`);
});
