import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { startStaffedApp } from '../support/staffed-app.ts';

for (const [trust, seconds] of [
  ['on', 150],
  ['off', 5],
] as const) {
  test(`with POSTROOM_TRUST_PROXY=${trust} a line that nobody uses stays open for ${seconds} seconds`, async () => {
    const running = await startStaffedApp({ POSTROOM_TRUST_PROXY: trust });
    const agent = new Agent({ keepAlive: true });
    try {
      const [answer] = (await once(get(`${running.url}/healthz`, { agent }), 'response')) as [
        IncomingMessage,
      ];
      answer.resume();
      assert.equal(answer.headers['keep-alive'], `timeout=${seconds}`);
    } finally {
      agent.destroy();
      await running.stop();
    }
  });
}
