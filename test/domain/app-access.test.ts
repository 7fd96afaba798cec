import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type AppFindings,
  type AppRoad,
  chooseProbePause,
  judgeAppAccess,
  listExcess,
  type RoadFinding,
} from '../../src/domain/app-access.ts';

function findings(open: readonly AppRoad[], outside: readonly AppRoad[] = [], graphRoles: string[] = []) {
  const find = (roads: readonly AppRoad[]) => {
    const one = (road: AppRoad): RoadFinding => ({
      verdict: roads.includes(road) ? 'open' : 'refused',
      text: '',
    });
    const byGraph = { graph: one('graph'), graph_send: one('graph_send') };
    return { imap: one('imap'), smtp: one('smtp'), ...byGraph };
  };
  const none = { objectId: 'o', mailRoles: [], graphRoles, token: null };
  return { ...none, own: find(open), outsider: find(outside) } satisfies AppFindings;
}

for (const [name, found, expected] of [
  ['nothing works', findings([]), 'waiting'],
  ['it reads and sends', findings(['imap', 'smtp']), 'ready'],
  ['it reads by Graph and sends by SMTP', findings(['graph', 'smtp']), 'ready'],
  ['it reads and sends by Graph', findings(['graph', 'graph_send']), 'ready'],
  ['it reads only', findings(['imap']), 'partly'],
  ['it sends only', findings(['smtp']), 'partly'],
  ['it opens the other mailbox', findings(['imap', 'smtp'], ['imap']), 'too_much'],
  ['it may read by consent in Entra, which is for everybody', findings([], [], ['Mail.Read']), 'too_much'],
] as const) {
  test(`${name}: ${expected}`, () => assert.equal(judgeAppAccess(found), expected));
}

test('what could not be asked is neither a right nor a danger', () => {
  const unknown: RoadFinding = { verdict: 'unknown', text: 'a proxy' };
  const outsider = { imap: unknown, smtp: unknown, graph: unknown, graph_send: unknown };
  assert.deepEqual(listExcess({ ...findings(['imap', 'smtp']), outsider }), []);
});

test('a grant is looked for often at first, then less, and a good state once a day', () => {
  const minutes = [0, 30, 300].map((waited) => chooseProbePause('waiting', waited * 60_000) / 60_000);
  assert.deepEqual(minutes, [1, 5, 60]);
  assert.equal(chooseProbePause('ready', 0) / 60_000, 24 * 60);
});
