import { and, eq } from 'drizzle-orm';
import type { Reader } from './open.ts';
import { emailAddresses, groups } from './schema.ts';
import type { Ticket } from './ticket-access.ts';

/** The address an answer goes out by. */
export interface Sender {
  readonly channelId: number;
  readonly name: string;
  readonly address: string;
}

/** @returns the group's own address, else the primary one of the channel that the ticket came by; undefined when neither is there. */
export async function findSender(
  db: Reader,
  ticket: Pick<Ticket, 'groupId' | 'channelId'>,
): Promise<Sender | undefined> {
  const [group] = await db.select().from(groups).where(eq(groups.id, ticket.groupId));
  const addressId = group?.emailAddressId ?? null;
  const own = addressId === null ? undefined : await findAddress(db, eq(emailAddresses.id, addressId));
  const found =
    own ??
    (ticket.channelId === null
      ? undefined
      : await findAddress(
          db,
          and(eq(emailAddresses.channelId, ticket.channelId), eq(emailAddresses.isPrimary, true)),
        ));
  if (found === undefined) return undefined;
  return { channelId: found.channelId, address: found.address, name: found.name || (group?.name ?? '') };
}

async function findAddress(db: Reader, where: ReturnType<typeof and>) {
  const [row] = await db.select().from(emailAddresses).where(where);
  return row;
}
