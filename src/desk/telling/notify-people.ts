import type { Tx } from '../../db/care/open.ts';
import { queueNotificationMails } from '../../db/notification-mails.ts';
import {
  findOpenTickets,
  insertNotifications,
  listConcerned,
  listMutes,
  listWatchers,
  type NewNotification,
} from '../../db/notifications.ts';
import { listFollowings } from '../../db/ticket-followers.ts';
import type { Unsent } from '../../domain/outbox-view.ts';

/** What happens on a ticket within this time is one mail. */
const collectMilliseconds = 2 * 60_000;

/** Leaves out what a person does not want to be told. @returns who was told of something */
export async function notifyPeople(tx: Tx, wanted: readonly NewNotification[]): Promise<number[]> {
  if (wanted.length === 0) return [];
  const mutes = new Map<number, readonly string[]>();
  for (const userId of new Set(wanted.map((each) => each.userId)))
    mutes.set(userId, await listMutes(tx, userId));
  const rows = wanted.filter(({ userId, kind }) => mutes.get(userId)?.includes(kind) !== true);
  await tell(tx, rows);
  return [...new Set(rows.map(({ userId }) => userId))];
}

/** Stores the notifications for the pages, and queues mail for those who want mail too. */
async function tell(tx: Tx, rows: readonly NewNotification[]): Promise<void> {
  await insertNotifications(tx, rows);
  await queueNotificationMails(tx, rows, collectMilliseconds);
}

/** A message that did not arrive, or of which nobody knows whether it was sent. */
export interface Lost {
  readonly ticketId: number;
  readonly articleId: number | undefined;
  readonly at: Date;
}

/** Tells owner and author of messages that did not arrive. */
export async function notifyOfFailures(tx: Tx, lost: readonly Lost[]): Promise<number[]> {
  const wanted: NewNotification[] = [];
  for (const each of lost) {
    const { ticketId, at } = each;
    for (const userId of await listConcerned(tx, each)) {
      wanted.push({ userId, ticketId, kind: 'undelivered', actorId: null, at });
    }
  }
  return notifyPeople(tx, wanted);
}

/** Tells owner and author that an answer, which the ticket shows as sent, was not sent. */
export async function notifyOfDeliveries(
  tx: Tx,
  now: Date,
  unsent: readonly { readonly ticketId: number; readonly articleId: number; readonly unsent: Unsent }[],
): Promise<number[]> {
  const wanted: NewNotification[] = [];
  for (const each of unsent) {
    const kind = each.unsent === 'held' ? 'held' : 'undelivered';
    for (const userId of await listConcerned(tx, each)) {
      wanted.push({ userId, ticketId: each.ticketId, kind, actorId: null, at: now });
    }
  }
  return notifyPeople(tx, wanted);
}

/** What a mail did to one ticket. */
export interface Arrival {
  readonly kind: 'opened' | 'appended';
  readonly ticketId: number;
  readonly at: Date;
}

/** Tells those who see a group of its new tickets, and owners of answers to theirs. */
export async function notifyOfArrivals(tx: Tx, arrivals: readonly Arrival[]): Promise<number[]> {
  if (arrivals.length === 0) return [];
  // Nobody has to look at a ticket that a rule or a blocked customer has closed at once.
  const open = await findOpenTickets(tx, [...new Set(arrivals.map(({ ticketId }) => ticketId))]);
  const groupIds = new Set<number>();
  for (const { kind, ticketId } of arrivals) {
    const groupId = open.get(ticketId)?.groupId;
    if (kind === 'opened' && groupId !== undefined) groupIds.add(groupId);
  }
  const watchers = await listWatchers(tx, [...groupIds], 'new');
  const toWatchers = arrivals.flatMap(({ kind, ticketId, at }): NewNotification[] => {
    const groupId = open.get(ticketId)?.groupId;
    if (kind !== 'opened' || groupId === undefined) return [];
    const seeing = watchers.filter((each) => each.isAdmin || each.groupId === groupId);
    const userIds = new Set(seeing.map(({ userId }) => userId));
    return [...userIds].map((userId) => ({ userId, ticketId, kind: 'new', actorId: null, at }));
  });
  await tell(tx, toWatchers);
  const toOwners = arrivals.flatMap(({ kind, ticketId, at }): NewNotification[] => {
    const userId = open.get(ticketId)?.ownerId ?? undefined;
    if (userId === undefined) return [];
    return [{ userId, ticketId, kind: kind === 'opened' ? 'assigned' : 'answered', actorId: null, at }];
  });
  const told = await notifyPeople(tx, [...toOwners, ...(await listForFollowers(tx, arrivals, open))]);
  return [...new Set([...toWatchers.map(({ userId }) => userId), ...told])];
}

/** What a colleague has written in one ticket: an answer or a note. */
export interface Writing {
  readonly ticketId: number;
  readonly at: Date;
  /** null: somebody who is not known, in Outlook. */
  readonly actorId: number | null;
  /** Those who are told of it in another way. */
  readonly mentioned: readonly number[];
}

/** Tells followers of what others write, in closed tickets too: an answer may close one. */
export async function notifyOfWritings(tx: Tx, writings: readonly Writing[]): Promise<number[]> {
  if (writings.length === 0) return [];
  const followings = await listFollowings(tx, [...new Set(writings.map(({ ticketId }) => ticketId))]);
  const wanted = writings.flatMap(({ ticketId, at, actorId, mentioned }) =>
    followings
      .filter((each) => each.ticketId === ticketId)
      .filter(({ userId }) => userId !== actorId && !mentioned.includes(userId))
      .map(({ userId }): NewNotification => ({ userId, ticketId, kind: 'written', actorId, at })),
  );
  return notifyPeople(tx, wanted);
}

/** Followers are told of answers as owners are. */
async function listForFollowers(
  tx: Tx,
  arrivals: readonly Arrival[],
  open: Awaited<ReturnType<typeof findOpenTickets>>,
): Promise<NewNotification[]> {
  const answered = new Map(
    arrivals.filter(({ kind }) => kind === 'appended').map(({ ticketId, at }) => [ticketId, at]),
  );
  if (answered.size === 0) return [];
  const followings = await listFollowings(tx, [...answered.keys()]);
  return followings.flatMap(({ ticketId, userId }): NewNotification[] => {
    const at = answered.get(ticketId);
    const ticket = open.get(ticketId);
    if (at === undefined || ticket === undefined || ticket.ownerId === userId) return [];
    return [{ ticketId, userId, kind: 'answered', actorId: null, at }];
  });
}
