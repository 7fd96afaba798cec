import type { Tx } from '../../db/care/open.ts';
import { insertFacts } from '../../db/facts.ts';
import type { Delivery } from '../../db/outbox.ts';
import type { DeliveryFact } from '../../domain/facts/delivery-facts.ts';

/** What is told of a message; which one is known. */
export type DeliveryTold = {
  [Fact in DeliveryFact as Fact['kind']]: Pick<Fact, 'kind' | 'data'>;
}[DeliveryFact['kind']];

/** Notes what became of a message of the outbox: nobody's doing but its sending. */
export async function recordDelivery(
  tx: Tx,
  { ticketId, articleId, channelId }: Pick<Delivery, 'ticketId' | 'articleId' | 'channelId'>,
  at: Date,
  told: DeliveryTold,
): Promise<void> {
  const actor = { kind: 'desk', duty: 'deliver', channelId } as const;
  const fact = { ...told, ticketId, articleId } as DeliveryFact;
  await insertFacts(tx, [{ at, actor, fact }]);
}
