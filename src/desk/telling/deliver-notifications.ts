import * as z from 'zod';
import {
  countNotificationMails,
  deleteDueNotificationMails,
  deleteNotificationMails,
  findNewestText,
  listDueNotificationMails,
  listUntold,
  type NotificationMail,
  type Untold,
  updateNotificationMails,
} from '../../db/notification-mails.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { getUser, type User } from '../../db/users.ts';
import { isGivenUp } from '../../domain/given-up.ts';
import type { NoticeTicket } from '../../domain/notification-mail.ts';
import { defineCommand, type Work } from '../command.ts';
import type { Desk } from '../desk.ts';
import { createDoor } from '../door.ts';
import { id as idField, nothing } from '../input-fields.ts';
import { findLetterReader } from './letter-reader.ts';
import { isOwnAddress } from './own-address.ts';
import { sendNotice } from './send-notice.ts';
import type { PeopleOutcome } from './send-to-people.ts';

const minute = 60_000;
const atOnce = 500;
/** With more tickets than this, a person gets one list. */
const mostSingle = 5;
/** To one person within an hour; the rest waits, and becomes one list. */
const mostPerHour = 20;
/** After each failed try; the last one again and again. */
const pauses = [minute, 5 * minute, 15 * minute, 60 * minute] as const;
const patience = { milliseconds: 24 * 60 * minute, pauses };

/** Sends agents by mail what they want by mail, each mail once: what was under way when the program ended is not sent again. */
export async function deliverNotifications(
  desk: Desk,
  turn: { beat(): void; readonly stopping?: AbortSignal } = { beat: () => undefined },
): Promise<void> {
  const door = createDoor(desk).as({ kind: 'desk', duty: 'tell' });
  for (const userId of await door.call(listPeopleToTell, {})) {
    if (turn.stopping?.aborted === true) return;
    turn.beat();
    // Where one mail cannot be sent, the others would fail at the same server: they are tried at the next look.
    if ((await door.call(tellByMail, { userId })) === 'failed') return;
  }
}

/** The desk itself: gives up what was under way when the program ended. @returns whom something is due for */
export const listPeopleToTell = defineCommand({
  name: 'listPeopleToTell',
  input: nothing,
  needs: 'operator',
  async run({ tx, now }) {
    const due = await listDueNotificationMails(tx, now, atOnce);
    const interrupted = due.filter(({ state }) => state === 'sending').map(({ id }) => id);
    if (interrupted.length > 0) {
      await updateNotificationMails(tx, interrupted, { state: 'unknown', endedAt: now });
    }
    return [...new Set(due.filter(({ state }) => state === 'due').map(({ userId }) => userId))];
  },
});

/** The desk itself: sends one person what is due for him. */
export const tellByMail = defineCommand({
  name: 'tellByMail',
  input: z.strictObject({ userId: idField }),
  needs: 'operator',
  async work(work, { userId }) {
    const { read, now } = work.desk;
    const due = await listDueNotificationMails(read, now(), atOnce);
    const mails = due.filter((each) => each.userId === userId && each.state === 'due');
    return deliverTo(work, await getUser(read, userId), mails);
  },
});

type Delivered = 'done' | 'failed';

async function deliverTo(work: Work, user: User, mails: readonly NotificationMail[]): Promise<Delivered> {
  const { desk } = work;
  if (!user.isActive || (await isOwnAddress(desk, user.email))) {
    await drop(work, mails);
    return 'done';
  }
  const since = new Date(desk.now().getTime() - 60 * minute);
  if ((await countNotificationMails(desk.read, user.id, since)) >= mostPerHour) {
    const nextAttemptAt = new Date(desk.now().getTime() + 10 * minute);
    const ids = mails.map(({ id }) => id);
    await work.write(({ tx }) => updateNotificationMails(tx, ids, { nextAttemptAt }));
    return 'done';
  }
  const untold = await listUntold(
    desk.read,
    viewerOf(user),
    mails.map(({ ticketId }) => ticketId),
  );
  const byTicket = Map.groupBy(untold, ({ ticketId }) => ticketId);
  // Read on the page meanwhile, or the person may not see the ticket any more.
  await drop(
    work,
    mails.filter(({ ticketId }) => !byTicket.has(ticketId)),
  );
  const wanted = mails.filter(({ ticketId }) => byTicket.has(ticketId));
  const letters = wanted.length > mostSingle ? [wanted] : wanted.map((mail) => [mail]);
  for (const letter of letters) {
    if ((await deliverLetter(work, user, letter, byTicket)) === 'failed') return 'failed';
  }
  return 'done';
}

async function deliverLetter(
  work: Work,
  user: User,
  letter: readonly NotificationMail[],
  byTicket: ReadonlyMap<number, Untold[]>,
): Promise<Delivered> {
  const { desk } = work;
  const [first] = letter;
  const [news] = byTicket.get(first?.ticketId ?? 0) ?? [];
  if (first === undefined || news === undefined) return 'done';
  const tickets = await Promise.all(
    letter.map(({ ticketId }) => toNotice(desk, byTicket.get(ticketId) ?? [], letter.length === 1)),
  );
  const ids = letter.map(({ id }) => id);
  const attempts = first.attempts + 1;
  // Written before the first byte goes out.
  await work.write(({ tx }) => updateNotificationMails(tx, ids, { state: 'sending', attempts }));
  const outcome = await sendNotice(desk, {
    id: first.id,
    to: user.email,
    ticket: { id: first.ticketId, groupId: news.groupId, channelId: news.channelId },
    ...desk.letters.notices(await findLetterReader(desk, user), tickets.flat(), desk.publicUrl),
  });
  desk.log.info('notification by mail', { user: user.id, tickets: letter.length, outcome: outcome.kind });
  const changes = judge({ ...first, attempts }, outcome, desk.now());
  await work.write(async ({ tx }) => {
    // What was queued meanwhile goes with this one.
    if (changes.state === 'due') await deleteDueNotificationMails(tx, letter);
    await updateNotificationMails(tx, ids, changes);
  });
  return outcome.kind === 'failed' ? 'failed' : 'done';
}

async function toNotice(desk: Desk, untold: readonly Untold[], isAlone: boolean): Promise<NoticeTicket[]> {
  const [first] = untold;
  if (first === undefined) return [];
  const kinds = untold.map(({ kind }) => kind);
  const text = isAlone ? await findNewestText(desk.read, first.ticketId, kinds) : undefined;
  return [{ number: first.number, subject: first.subject, facts: untold, text }];
}

async function drop(work: Work, mails: readonly NotificationMail[]): Promise<void> {
  const ids = mails.map(({ id }) => id);
  if (ids.length > 0) await work.write(({ tx }) => deleteNotificationMails(tx, ids));
}

function judge(mail: NotificationMail, outcome: PeopleOutcome, now: Date): Partial<NotificationMail> {
  if (outcome.kind === 'sent') return { state: 'sent', endedAt: now, assignedId: outcome.assignedId ?? null };
  if (outcome.kind === 'unknown') return { state: 'unknown', endedAt: now };
  if (isGivenUp({ since: mail.createdAt, attempts: mail.attempts }, patience, now))
    return { state: 'failed', endedAt: now };
  const pause = pauses[Math.min(mail.attempts, pauses.length) - 1] ?? minute;
  return { state: 'due', nextAttemptAt: new Date(now.getTime() + pause) };
}
