import assert from 'node:assert/strict';
import { test } from 'node:test';
import { joinPath, splitPath } from '../../src/domain/graph-path.ts';
import { graphNumbering, type RoadFacts, roadNow, roadOf } from '../../src/domain/mail-road.ts';

const now = new Date('2026-11-02T10:00:00Z');
const later = new Date('2026-11-02T10:30:00Z');
const earlier = new Date('2026-11-02T09:59:59Z');
const plain: RoadFacts = { choice: 'either', isMicrosoft: true, hasGraph: true, road: null, retryAt: null };

const cases: [name: string, facts: Partial<RoadFacts>, road: string][] = [
  ['Graph where it is allowed', {}, 'graph'],
  ['IMAP and SMTP where it is not', { hasGraph: false }, 'imap_smtp'],
  [
    'the other one while the preferred one is out of order',
    { road: 'imap_smtp', retryAt: later },
    'imap_smtp',
  ],
  ['the preferred one again after an hour', { road: 'imap_smtp', retryAt: earlier }, 'graph'],
  ['Graph instead of IMAP', { hasGraph: false, road: 'graph', retryAt: later }, 'graph'],
  ['no other one than was chosen', { choice: 'imap_smtp', road: 'graph', retryAt: later }, 'imap_smtp'],
  ['Graph where it was chosen, allowed or not', { choice: 'graph', hasGraph: false }, 'graph'],
  ['only one for an account with a password', { isMicrosoft: false, choice: 'graph' }, 'imap_smtp'],
];

for (const [name, facts, road] of cases) {
  test(`the road of now is ${name}`, () => assert.equal(roadNow({ ...plain, ...facts }, now), road));
}

test('a numbering says by which road it was given', () => {
  assert.equal(roadOf(graphNumbering('f00d')), 'graph');
  assert.equal(roadOf('1700000000'), 'imap_smtp');
  assert.equal(roadOf('old-1:graph:f00d'), 'imap_smtp');
});

test('a path is taken apart and put together again, whatever is in its names', () => {
  for (const names of [['INBOX'], ['A', 'B/C'], ['back\\slash', 'a\\/b'], [' blanks '], ['/']]) {
    assert.deepEqual(splitPath(joinPath(names)), names);
  }
  assert.deepEqual(splitPath(''), []);
  assert.deepEqual(splitPath('/A//B/'), ['A', 'B']);
});
