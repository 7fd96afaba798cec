import type { Tx } from '../../db/care/open.ts';
import { listUsersOfGroup } from '../../db/group-access.ts';
import { queueNotificationMails } from '../../db/notification-mails.ts';
import {
  findOwners,
  insertNotifications,
  listConcerned,
  listMutes,
  listWatchers,
  type NewNotification,
} from '../../db/notifications.ts';
import type { Ticket } from '../../db/ticket-access.ts';
import { listFollowings } from '../../db/ticket-followers.ts';
import { findMentions, findUnclearMentions } from '../../domain/mention.ts';
import type { Unsent } from '../../domain/outbox-view.ts';

/** What happens on a ticket within this time is one mail. */
export const collectMilliseconds = 2 * 60_000;

/** Leaves out what a person does not want to be told. @returns who was told of something */
export async function notifyPeople(tx: Tx, wanted: readonly NewNotification[]): Promise<number[]> {
  const mutes = new Map<number, readonly string[]>();
  for (const userId of new Set(wanted.map((each) => each.userId)))
    mutes.set(userId, await listMutes(tx, userId));
  const rows = wanted.filter(({ userId, kind }) => mutes.get(userId)?.includes(kind) !== true);
  await tell(tx, rows);
  return [...new Set(rows.map(({ userId }) => userId))];
}

/** In the page, and by mail those who want that too. */
async function tell(tx: Tx, rows: readonly NewNotification[]): Promise<void> {
  await insertNotifications(tx, rows);
  await queueNotificationMails(tx, rows, collectMilliseconds);
}

/**
 * Tells those whom a note names with @name, if they may see the ticket.
 * @returns who was told, and which names mean none of them
 */
export async function notifyMentioned(
  tx: Tx,
  { ticket, userId, text, at }: { ticket: Ticket; userId: number; text: string; at: Date },
): Promise<{ told: number[]; unclear: string[] }> {
  if (!text.includes('@')) return { told: [], unclear: [] };
  const people = await listUsersOfGroup(tx, ticket.groupId, 'read');
  const named = findMentions(text, people).filter((id) => id !== userId);
  const told = await notifyPeople(
    tx,
    named.map((id) => ({ userId: id, ticketId: ticket.id, kind: 'mentioned', actorId: userId, at })),
  );
  return { told, unclear: findUnclearMentions(text, people) };
}

/** Tells owner and author of messages that did not arrive. */
export async function notifyOfFailures(
  tx: Tx,
  now: Date,
  undelivered: readonly { readonly ticketId: number; readonly articleId: number | undefined }[],
): Promise<number[]> {
  const wanted: NewNotification[] = [];
  for (const each of undelivered) {
    for (const userId of await listConcerned(tx, each)) {
      wanted.push({ userId, ticketId: each.ticketId, kind: 'undelivered', actorId: null, at: now });
    }
  }
  return wanted.length === 0 ? [] : notifyPeople(tx, wanted);
}

/** Tells owner and author of what they take for sent and is not. */
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
  return wanted.length === 0 ? [] : notifyPeople(tx, wanted);
}

/** What a batch of mail did to one ticket. */
export interface Arrival {
  readonly kind: 'opened' | 'appended';
  readonly ticketId: number;
  readonly groupId: number;
}

/** Tells those who see a group of its new tickets, and owners of answers to theirs. @param recent without old mail: a first import would ring for days */
export async function notifyOfArrivals(tx: Tx, now: Date, recent: readonly Arrival[]): Promise<number[]> {
  if (recent.length === 0) return [];
  // What a rule or a block has closed at once wants nobody's attention.
  const owners = await findOwners(tx, [...new Set(recent.map(({ ticketId }) => ticketId))]);
  const opened = recent.filter(({ kind, ticketId }) => kind === 'opened' && owners.has(ticketId));
  const watchers = await listWatchers(tx, [...new Set(opened.map(({ groupId }) => groupId))], 'new');
  const toWatchers = opened.flatMap(({ ticketId, groupId }): NewNotification[] => {
    const seeing = watchers.filter((each) => each.isAdmin || each.groupId === groupId);
    const userIds = new Set(seeing.map(({ userId }) => userId));
    return [...userIds].map((userId) => ({ userId, ticketId, kind: 'new', actorId: null, at: now }));
  });
  await tell(tx, toWatchers);
  const toOwners = recent.flatMap(({ kind, ticketId }): NewNotification[] => {
    const userId = owners.get(ticketId) ?? undefined;
    if (userId === undefined) return [];
    return [{ userId, ticketId, kind: kind === 'opened' ? 'assigned' : 'answered', actorId: null, at: now }];
  });
  const told = await notifyPeople(tx, [...toOwners, ...(await listForFollowers(tx, now, recent, owners))]);
  return [...new Set([...toWatchers.map(({ userId }) => userId), ...told])];
}

/** Followers hear of answers as owners do. */
async function listForFollowers(
  tx: Tx,
  now: Date,
  recent: readonly Arrival[],
  owners: ReadonlyMap<number, number | null>,
): Promise<NewNotification[]> {
  const answered = recent.filter(({ kind }) => kind === 'appended').map(({ ticketId }) => ticketId);
  if (answered.length === 0) return [];
  const followings = await listFollowings(tx, [...new Set(answered)]);
  return followings
    .filter(({ ticketId, userId }) => owners.get(ticketId) !== userId)
    .map((each) => ({ ...each, kind: 'answered', actorId: null, at: now }));
}
