import * as z from 'zod';
import { readTroubles } from '../../db/channel-troubles.ts';
import { replaceMailChoices } from '../../db/notification-mails.ts';
import { readNotifications, replaceMutes } from '../../db/notifications.ts';
import { notificationKinds } from '../../domain/notification.ts';
import { defineCommand } from '../command.ts';
import { nothing } from '../input-fields.ts';

/** Whoever is signed in: marks all that he was told as read. */
export const readAllNotifications = defineCommand({
  name: 'readAllNotifications',
  input: nothing,
  needs: 'user',
  async run(act) {
    const userId = act.person();
    await readNotifications(act.tx, userId, act.now);
    await readTroubles(act.tx, userId, act.now);
    act.after(() => act.desk.publish({ kind: 'notification', userId }));
  },
});

/** Whoever is signed in: `kinds` are what he wants to be told, the rest is kept from him; `byMail` by mail too. */
export const chooseNotifications = defineCommand({
  name: 'chooseNotifications',
  input: z.strictObject({
    kinds: z.array(z.enum(notificationKinds)),
    byMail: z.array(z.enum(notificationKinds)),
  }),
  needs: 'user',
  async run(act, { kinds, byMail }) {
    const userId = act.person();
    const muted = notificationKinds.filter((kind) => !kinds.includes(kind));
    await replaceMutes(act.tx, userId, muted);
    await replaceMailChoices(act.tx, userId, byMail);
  },
});
