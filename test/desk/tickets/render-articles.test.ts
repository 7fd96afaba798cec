import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderings } from '../../../src/db/schema/schema-tickets.ts';
import { createDoor } from '../../../src/desk/door.ts';
import { budgetOf } from '../../../src/desk/fetching/mail-budget.ts';
import { renderAhead } from '../../../src/desk/tickets/render-articles.ts';
import { addChannel, openImportDesk } from '../../support/import-desk.ts';
import { storeMails } from '../../support/store-mails.ts';

test('what came in is made ready by the process that has read it, and not while an import goes on', async () => {
  const asked: string[] = [];
  const renderer = {
    run: async (tasks: readonly { kind: string }[]) => {
      asked.push(...tasks.map(({ kind }) => kind));
      return [];
    },
  };
  const house = await openImportDesk(undefined, undefined, { renderer });
  const { desk } = house;
  await storeMails(desk, await addChannel(desk), 5);
  const count = () => desk.read.$count(renderings);
  const look = () => createDoor(desk).as({ kind: 'desk', duty: 'care' }).call(renderAhead, {});
  const running = budgetOf(desk).share();
  const importBytes = 3 * 1024 * 1024;
  await running.take(importBytes, new AbortController().signal, () => undefined);
  await look();
  assert.equal(await count(), 0);
  running.give(importBytes);
  await look();
  assert.equal(await count(), 5);
  assert.deepEqual(asked, [], 'what people wait for has its processes to itself');
  await house.close();
});
