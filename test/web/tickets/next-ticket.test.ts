import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTwoGroups, type TwoGroups } from '../../support/two-groups.ts';

let house: TwoGroups;
before(async () => {
  house = await openTwoGroups();
});
after(() => house.close());

const go = async (next: string) => {
  const fields = { state: 'waiting', after: 'next', next };
  const answer = await house.visitors.answerer.post('/tickets/10001/state', fields);
  assert.equal(answer.status, 303);
  return answer.headers.get('location');
};

test('after a form it goes on to the ticket or the list that was named, and nowhere else', async () => {
  const cases = [
    ['10001', '/tickets/10001'],
    ['', '/tickets'],
    ['99999', '/tickets'],
    ['/tickets?view=mine&group=1', '/tickets?view=mine&group=1'],
    ['/tickets?view=open&after=1764000000000-12', '/tickets?view=open&after=1764000000000-12'],
    ['//evil.example', '/tickets'],
    ['/tickets?view=x\r\nSet-Cookie: a=b', '/tickets'],
    ['/ticketsevil', '/tickets'],
    ['https://evil.example/tickets', '/tickets'],
  ] as const;
  for (const [next, expected] of cases) assert.equal(await go(next), expected, next);
  assert.equal(await go('10002'), '/tickets', 'a ticket of another group is not named');
});

test('without it one stays', async () => {
  const fields = { state: 'open', next: '10002' };
  const answer = await house.visitors.answerer.post('/tickets/10001/state', fields);
  assert.equal(answer.headers.get('location'), '/tickets/10001');
});
