import { Bell } from '../../../views/notifications/bell.tsx';
import {
  describeNotification,
  type NotedTrouble,
  NotificationList,
  NotificationPage,
} from '../../../views/notifications/list-page.tsx';
import { t } from '../../../views/words.ts';
import { listUnreadTroubles } from '../../db/channel-troubles.ts';
import { listChannels } from '../../db/channels.ts';
import { listAllEmailAddresses } from '../../db/email-addresses.ts';
import { listMailChoices } from '../../db/notification-mails.ts';
import { listMutes, listNotifications } from '../../db/notifications.ts';
import { listStrays } from '../../db/stray-mail.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { notificationKinds } from '../../domain/notification.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { countUnread } from '../unread-count.ts';

const mostShown = 100;

/** GET /notifications */
export function showNotifications(web: WebContext) {
  return async (c: WebRequest) => {
    const user = c.get('user');
    const items = await listNotifications(web.read, viewerOf(user), mostShown);
    const isFragment = c.req.header('hx-request') !== undefined;
    const troubles = user.role === 'admin' ? await listNotedTroubles(web, user.id, c) : [];
    if (isFragment) return c.html(<NotificationList items={items} troubles={troubles} />);
    const muted = await listMutes(web.read, user.id);
    const chosen = notificationKinds.filter((kind) => !muted.includes(kind));
    return renderPage(
      c,
      { title: t('Notifications') },
      <NotificationPage
        items={items}
        troubles={troubles}
        chosen={chosen}
        byMail={await listMailChoices(web.read, user.id)}
        email={user.email}
        isOwnMailbox={await isMailbox(web, user.email)}
        csrf={c.get('csrf')}
      />,
    );
  };
}

async function listNotedTroubles(web: WebContext, userId: number, c: WebRequest): Promise<NotedTrouble[]> {
  const unread = await listUnreadTroubles(web.read, userId);
  const troubles = (await c.get('loadTroubles')()).map(({ channelId, way, name, since, diagnosis }) => ({
    channelId,
    way,
    name,
    since,
    title: diagnosis.title,
    isUnread: unread.has(`${channelId}/${way}`),
  }));
  const isStill = new Set(troubles.filter(({ way }) => way === 'receiving').map((each) => each.channelId));
  const strays = (await listStrays(web.read, viewerOf(c.get('user')))).filter(({ use }) => use === 'inbox');
  const misled = strays.map(({ channelId, name, folder }) => ({
    channelId,
    way: 'folder' as const,
    name,
    since: undefined,
    title: folder,
    isUnread: !isStill.has(channelId) && unread.has(`${channelId}/receiving`),
  }));
  return [...troubles, ...misled];
}

/** A person whose address Postroom reads gets no mail from it. */
async function isMailbox(web: WebContext, email: string): Promise<boolean> {
  const own = [...(await listAllEmailAddresses(web.read)), ...(await listChannels(web.read))];
  return own.some(({ address }) => address.toLowerCase() === email.toLowerCase());
}

/** GET /notifications/bell: the part of every page's head that follows them. */
export function showBell(web: WebContext) {
  return async (c: WebRequest) =>
    c.html(<Bell count={await countUnread(web.read, viewerOf(c.get('user')))} />);
}

/** GET /notifications/newest: what the browser shows while the page is hidden; {} where nothing is unread. */
export function sendNewest(web: WebContext) {
  return async (c: WebRequest) => {
    const [item] = await listNotifications(web.read, viewerOf(c.get('user')), 1);
    if (item === undefined || item.readAt !== null) return c.json({});
    const { id, number, subject } = item;
    return c.json({
      id,
      title: describeNotification(item),
      text: `#${number} ${subject}`,
      url: `/tickets/${number}`,
    });
  };
}

/** POST /notifications/readings: all of them are read. */
export function createReadings(web: WebContext) {
  return async (c: WebRequest) => {
    await web.desk.as(actorOf(c)).call('readAllNotifications', {});
    return redirectTo(c, '/notifications');
  };
}

/** POST /account/notifications: what the person wants to be told. */
export function chooseNotifications(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readFields(c);
    const byMail = notificationKinds.filter((kind) => form.text(`mail-${kind}`) === 'on');
    // What is told by mail stands in the page too.
    const kinds = notificationKinds.filter((kind) => form.text(kind) === 'on' || byMail.includes(kind));
    await web.desk.as(actorOf(c)).call('chooseNotifications', { kinds, byMail });
    return redirectTo(c, '/notifications', { notice: t('Your choice is saved.') });
  };
}
