import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Hono } from 'hono';
import { answerProblem } from '../../../src/web/api/problems.ts';
import { createRateLimit, writeRate } from '../../../src/web/api/rate-limit.ts';
import type { WebContext } from '../../../src/web/context.ts';
import { type ApiClient, openApi } from '../../support/api-client.ts';
import { openTicketDesk } from '../../support/ticket-desk.ts';

test('a token asks as often as its bucket holds, and again when that has filled', () => {
  let now = 0;
  const limit = createRateLimit({ perSecond: 2, burst: 3 }, () => now);
  for (let n = 0; n < 3; n++) limit.take(1);
  assert.throws(() => limit.take(1), { code: 'unavailable', retryAfter: 1 });
  limit.take(2);
  now = 500;
  limit.take(1);
  assert.throws(() => limit.take(1), { code: 'unavailable' });
  now = 60_000;
  for (let n = 0; n < 3; n++) limit.take(1);
  assert.throws(() => limit.take(1), { code: 'unavailable' });
});

test('who asks too often is told when to come again', async () => {
  const app = new Hono();
  const limit = createRateLimit({ perSecond: 0.25, burst: 2 }, () => 0);
  app.onError((error, c) => answerProblem({} as WebContext, c, error));
  app.get('/', (c) => {
    limit.take(1);
    return c.text('done');
  });
  const answers = [await app.request('/'), await app.request('/'), await app.request('/')];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 429],
  );
  const refused = answers.at(-1) ?? new Response();
  const { error } = (await refused.json()) as { error: { code: string } };
  assert.deepEqual([refused.headers.get('retry-after'), error.code], ['4', 'unavailable']);
});

test('each token of the API has buckets of its own, for reads and for changes', async (t) => {
  const desk = await openTicketDesk();
  const { id } = await desk.signIn('admin', 'Ada Admin');
  const [eager, other] = [await openApi(desk, id, ['facts']), await openApi(desk, id, ['facts'])];
  // Refused by its scope, after it was counted; no bucket fills meanwhile.
  const change = (client: ApiClient) => client.send('PATCH', '/tickets/1', {});
  t.mock.method(performance, 'now', () => 1000);
  for (let n = 0; n < writeRate.burst; n++) assert.equal((await change(eager)).status, 403);
  assert.equal((await change(eager)).status, 429);
  assert.equal((await eager.get('/facts')).status, 200);
  assert.equal((await change(other)).status, 403);
  t.mock.restoreAll();
  await desk.close();
});
