import { findDelivery, giveBackDelivery, listOrphanedDeliveries } from '../../db/outbox.ts';
import type { Desk } from '../desk.ts';
import { recordDelivery } from './record-delivery.ts';

/**
 * Gives what waits for a deleted channel back to the agents as not sent. A channel can be deleted while its server puts off what
 * it was just given: that would wait for ever, and nobody be told.
 */
export async function giveBackOrphans(desk: Desk): Promise<void> {
  const orphans = await listOrphanedDeliveries(desk.read);
  if (orphans.length === 0) return;
  await desk.write(async (tx) => {
    for (const { id } of orphans) {
      const current = await findDelivery(tx, id);
      if (current?.state !== 'queued') continue;
      await giveBackDelivery(tx, id);
      await recordDelivery(tx, current, desk.now(), {
        kind: 'delivery.failed',
        data: { code: 'channel_deleted' },
      });
    }
  });
}
