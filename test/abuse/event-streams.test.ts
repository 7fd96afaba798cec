import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestApp, Visitor } from '../support/app.ts';
import { startStaffedApp } from '../support/staffed-app.ts';
import { waitFor } from '../support/wait-for.ts';

// 1,500 event streams of one session stalled all pages.

let running: TestApp;
let agent: Visitor;
before(async () => {
  running = await startStaffedApp();
  await running.signIn('admin');
  agent = await running.signIn('agent');
});
after(() => running.stop());

/** A response that nobody holds is collected, and its line closed. */
const held: Response[] = [];

async function open(visitor: Visitor): Promise<{ status: number; close(): void; retryAfter: string | null }> {
  const controller = new AbortController();
  const answer = await fetch(`${running.url}/events`, {
    headers: { cookie: visitor.cookie },
    signal: controller.signal,
  });
  held.push(answer);
  const { status, headers } = answer;
  return { status, retryAfter: headers.get('retry-after'), close: () => controller.abort() };
}

test('a session keeps thirty streams open, others are not held up, and closed ones make room', async () => {
  const streams = await Promise.all(Array.from({ length: 100 }, () => open(agent)));
  const refused = streams.filter(({ status }) => status === 429);
  assert.equal(refused.length, 70);
  assert.ok(refused.every(({ retryAfter }) => Number(retryAfter) > 0));
  const other = await open(await running.signIn('admin', 'other@postroom.example'));
  assert.equal(other.status, 200);
  other.close();
  for (const stream of streams) stream.close();
  await waitFor(async () => {
    const again = await open(agent);
    again.close();
    return again.status === 200;
  });
});
