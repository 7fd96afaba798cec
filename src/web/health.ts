import type { Context } from 'hono';
import { countUsers } from '../db/users.ts';
import { levelOf } from '../domain/disk-room.ts';
import type { WebContext } from './context.ts';

/** The process lives. */
export function showHealth(c: Context): Response {
  return c.text('ok\n');
}

/** The data file can be read, the desk thread answers, and there is room to store something. */
export function showReadiness(web: WebContext) {
  return async (c: Context) => {
    const isReadable = await countUsers(web.read).then(
      () => true,
      (error: unknown) => {
        web.log.error('data file cannot be read', { error });
        return false;
      },
    );
    const isDeskAlive = web.desk.isAlive();
    const room = await web.disk();
    const level = levelOf(room);
    const isReady = isReadable && isDeskAlive && level !== 'full';
    const disk = { level, freeBytes: room.freeBytes };
    return c.json({ ready: isReady, dataFile: isReadable, desk: isDeskAlive, disk }, isReady ? 200 : 503);
  };
}
