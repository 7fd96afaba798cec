import { replaceMailChoices } from '../../db/notification-mails.ts';
import { readNotifications, replaceMutes } from '../../db/notifications.ts';
import { type NotificationKind, notificationKinds } from '../../domain/notification.ts';
import type { Desk } from '../desk.ts';

/** Marks all that a person was told as read. */
export async function readAllNotifications(desk: Desk, { userId }: { userId: number }): Promise<void> {
  await desk.write((tx) => readNotifications(tx, userId, desk.now()));
  desk.publish({ kind: 'notification', userId });
}

/** @param input.kinds what the person wants to be told; the rest is kept from him. @param input.byMail of these, by mail too */
export async function chooseNotifications(
  desk: Desk,
  {
    userId,
    kinds,
    byMail,
  }: {
    userId: number;
    kinds: readonly NotificationKind[];
    byMail: readonly NotificationKind[];
  },
): Promise<void> {
  const muted = notificationKinds.filter((kind) => !kinds.includes(kind));
  await desk.write(async (tx) => {
    await replaceMutes(tx, userId, muted);
    await replaceMailChoices(tx, userId, byMail);
  });
}
