import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphClient } from '../../src/microsoft/graph-client.ts';
import { listRows } from '../../src/microsoft/graph-rows.ts';

/** Answers each link with the next of the chain. */
function follow(chain: Readonly<Record<string, string | undefined>>) {
  let asked = 0;
  const client = {
    async ask({ path }: { path: string }) {
      asked += 1;
      const next = chain[path];
      const json = { value: [{ id: path }], ...(next === undefined ? {} : { '@odata.nextLink': next }) };
      return { json, bytes: Buffer.alloc(0) };
    },
  } as unknown as GraphClient;
  return { rows: listRows(client, { path: 'a', command: 'LIST' }), asked: () => asked };
}

test('all pages are read, and links that go round in a circle come to an end', async () => {
  const names = (await follow({ a: 'b', b: 'c', c: 'd', d: undefined }).rows).map(({ id }) => id);
  assert.deepEqual(names, ['a', 'b', 'c', 'd']);
  const circles = [{ a: 'a' }, { a: 'b', b: 'a' }, { a: 'b', b: 'c', c: 'd', d: 'e', e: 'c' }];
  for (const circle of circles) {
    const walk = follow(circle);
    await assert.rejects(walk.rows, /does not come to an end/, JSON.stringify(circle));
    assert.ok(walk.asked() < 20, `${walk.asked()} requests`);
  }
});
