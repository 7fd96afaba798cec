import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openConnection } from '../support/raw-http.ts';
import { startStaffedApp } from '../support/staffed-app.ts';

test('a probe by HTTP/1.0 has no host, and gets an answer; nothing else does', async () => {
  const running = await startStaffedApp();
  const ask = async (line: string) => {
    const connection = await openConnection(Number(new URL(running.url).port));
    connection.write(`${line} HTTP/1.0\r\n\r\n`);
    return connection.firstLine().finally(() => connection.close());
  };
  try {
    for (const path of ['/healthz', '/readyz']) assert.match(await ask(`GET ${path}`), / 200 OK$/, path);
    assert.match(await ask('HEAD /healthz'), / 200 OK$/);
    for (const path of ['/login', '/api/v1/groups']) assert.match(await ask(`GET ${path}`), / 400 /, path);
    assert.match(await ask('GET /metrics'), / 404 /);
  } finally {
    await running.stop();
  }
});
