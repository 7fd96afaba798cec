import { and, asc, desc, eq, inArray, type SQL } from 'drizzle-orm';
import { nameSender } from '../domain/sender-name.ts';
import type { Reader } from './care/open.ts';
import type { Group } from './groups.ts';
import { channels, emailAddresses, groups } from './schema/schema.ts';
import type { Ticket } from './ticket-access.ts';

/** The address an answer goes out by. */
export interface Sender {
  /** Of the e-mail address. */
  readonly id: number;
  readonly channelId: number;
  readonly name: string;
  readonly address: string;
}

/** Of a ticket, or of one that is yet to be opened. */
type From = Pick<Ticket, 'groupId' | 'channelId'>;

/**
 * @param agent whose name stands beside the address, where the group wants it
 * @returns what a ticket can be answered from: every address of one channel, first the group's own, else the channel's
 * primary one, for a ticket that came by none that of a channel of its group; none where none of these is there
 */
export async function listSenders(db: Reader, ticket: From, agent?: string): Promise<Sender[]> {
  const [group] = await db.select().from(groups).where(eq(groups.id, ticket.groupId));
  const first = await findFirst(db, ticket, group);
  if (first === undefined) return [];
  const all = await db
    .select()
    .from(emailAddresses)
    .where(eq(emailAddresses.channelId, first.channelId))
    .orderBy(desc(emailAddresses.isPrimary), asc(emailAddresses.address));
  return [first, ...all.filter(({ id }) => id !== first.id)].map(({ id, channelId, name, address }) => ({
    id,
    channelId,
    address,
    name: nameSender(group?.nameFormat ?? 'group', name || (group?.name ?? ''), agent),
  }));
}

/** @returns the one that is used where nobody chooses */
export async function findSender(db: Reader, ticket: From, agent?: string): Promise<Sender | undefined> {
  return (await listSenders(db, ticket, agent))[0];
}

async function findFirst(db: Reader, { groupId, channelId }: From, group: Group | undefined) {
  const addressId = group?.emailAddressId ?? null;
  const own = addressId === null ? undefined : await findAddress(db, eq(emailAddresses.id, addressId));
  if (own !== undefined) return own;
  const isPrimary = eq(emailAddresses.isPrimary, true);
  if (channelId !== null) {
    const ofChannel = await findAddress(db, and(eq(emailAddresses.channelId, channelId), isPrimary));
    if (ofChannel !== undefined) return ofChannel;
    // A further channel of the same mailbox sends by the first one.
    const mailbox = db.select({ address: channels.address }).from(channels).where(eq(channels.id, channelId));
    return findAddress(db, inArray(emailAddresses.address, mailbox));
  }
  // A ticket that came by no channel: the first one that delivers into its group.
  const ofGroup = db.select({ id: channels.id }).from(channels).where(eq(channels.groupId, groupId));
  return findAddress(db, and(inArray(emailAddresses.channelId, ofGroup), isPrimary));
}

async function findAddress(db: Reader, where: SQL | undefined) {
  const [row] = await db.select().from(emailAddresses).where(where).orderBy(asc(emailAddresses.id)).limit(1);
  return row;
}
