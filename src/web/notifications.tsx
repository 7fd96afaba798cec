import { Bell } from '../../views/notifications/bell.tsx';
import { NotificationList, NotificationPage } from '../../views/notifications/list-page.tsx';
import { countUnreadNotifications, listMutes, listNotifications } from '../db/notifications.ts';
import { viewerOf } from '../db/ticket-access.ts';
import { notificationKinds } from '../domain/notification.ts';
import type { WebContext, WebRequest } from './context.ts';
import { readFields } from './form-fields.ts';
import { redirectTo } from './notice.ts';
import { renderPage } from './page.tsx';

const mostShown = 100;

/** GET /notifications */
export function showNotifications(web: WebContext) {
  return async (c: WebRequest) => {
    const user = c.get('user');
    const items = await listNotifications(web.read, viewerOf(user), mostShown);
    const isFragment = c.req.header('hx-request') !== undefined;
    if (isFragment) return c.html(<NotificationList items={items} />);
    const muted = await listMutes(web.read, user.id);
    const chosen = notificationKinds.filter((kind) => !muted.includes(kind));
    return renderPage(
      c,
      { title: 'Notifications' },
      <NotificationPage items={items} chosen={chosen} csrf={c.get('csrf')} />,
    );
  };
}

/** GET /notifications/bell: the part of every page's head that follows them. */
export function showBell(web: WebContext) {
  return async (c: WebRequest) =>
    c.html(<Bell count={await countUnreadNotifications(web.read, viewerOf(c.get('user')))} />);
}

/** POST /notifications/readings: all of them are read. */
export function createReadings(web: WebContext) {
  return async (c: WebRequest) => {
    await web.desk.call('readAllNotifications', { userId: c.get('user').id });
    return redirectTo(c, '/notifications');
  };
}

/** POST /account/notifications: what the person wants to be told. */
export function chooseNotifications(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readFields(c);
    const kinds = notificationKinds.filter((kind) => form.text(kind) === 'on');
    await web.desk.call('chooseNotifications', { userId: c.get('user').id, kinds });
    return redirectTo(c, '/notifications', { notice: 'Your choice is saved.' });
  };
}
