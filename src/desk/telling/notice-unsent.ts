import {
  dropHeldNotifications,
  listOverDeliveries,
  listUntoldDeliveries,
  markTold,
} from '../../db/outbox-held.ts';
import type { Unsent } from '../../domain/outbox-view.ts';
import type { Desk } from '../desk.ts';
import { publishDelivery } from '../outbox-signal.ts';
import { notifyOfDeliveries } from './notify-people.ts';

const atOnce = 100;

/**
 * Tells author and owner of messages that wait for longer than two minutes, and takes that back when it is over: how long
 * something waits is not recorded as a fact. What failed or has an unknown fate is told with the fact; here only what an older version has
 * left. The pages of the tickets follow.
 */
export async function noticeUnsent(desk: Desk): Promise<void> {
  const untold = await listUntoldDeliveries(desk.read, desk.now(), atOnce);
  const over = await listOverDeliveries(desk.read, atOnce);
  if (untold.length + over.length === 0) return;
  const told = await desk.write(async (tx) => {
    const userIds = await notifyOfDeliveries(tx, desk.now(), untold);
    for (const [unsent, rows] of Map.groupBy(untold, (row): Unsent => row.unsent)) {
      await markTold(tx, idsOf(rows), unsent);
    }
    await markTold(tx, idsOf(over), null);
    const dropped = await dropHeldNotifications(
      tx,
      over.map(({ ticketId }) => ticketId),
    );
    return new Set([...userIds, ...dropped]);
  });
  for (const delivery of [...untold, ...over]) publishDelivery(desk, delivery);
  for (const userId of told) desk.publish({ kind: 'notification', userId });
}

function idsOf(rows: readonly { readonly id: number }[]): number[] {
  return rows.map(({ id }) => id);
}
