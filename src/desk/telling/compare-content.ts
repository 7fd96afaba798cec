import { insertDueAlert, loadAlertSettings } from '../../db/alerts.ts';
import { sealKinds } from '../../db/care/seal-kinds.ts';
import { type BrokenSeal, compareSeals, sealEarlier } from '../../db/care/seals.ts';
import type { Desk } from '../desk.ts';

/** Steps of a turn: a million articles are gone through in about a day. */
const steps = 2;

/** Compares all that people read with its hashes, slowly and without end, so that damage is found while a backup without it still exists. */
export async function compareContent(desk: Desk): Promise<void> {
  for (let step = 0; step < steps; step++) {
    if (await desk.write(sealEarlier, 'idle')) continue;
    const { kind, after } = desk.memory.contentCursor;
    const known = sealKinds[kind % sealKinds.length];
    if (known === undefined) return;
    const { broken, last } = await compareSeals(desk.read, known, after);
    desk.memory.contentCursor = last === undefined ? { kind: kind + 1, after: 0 } : { kind, after: last };
    for (const each of broken) await tellOnce(desk, each);
  }
}

async function tellOnce(desk: Desk, { table, row, ticket }: BrokenSeal): Promise<void> {
  const key = `${table} ${row}`;
  if (desk.memory.told.damage.has(key)) return;
  desk.memory.told.damage.add(key);
  desk.log.error('what is stored has changed by itself', { table, row, ticket });
  const now = desk.now();
  const news = { code: 'damaged', row: key, ticket: ticket ?? null } as const;
  await desk.write(async (tx) => {
    if ((await loadAlertSettings(tx)).route === 'none') return;
    await insertDueAlert(tx, { kind: 'failure', channelId: null, news, at: now });
  });
}
