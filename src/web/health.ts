import type { Context } from 'hono';
import { countUsers } from '../db/users.ts';
import type { WebContext } from './context.ts';

/** The process lives. */
export function showHealth(c: Context): Response {
  return c.text('ok\n');
}

/** The data file can be read and the desk thread answers. */
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
    const isReady = isReadable && isDeskAlive;
    return c.json({ ready: isReady, dataFile: isReadable, desk: isDeskAlive }, isReady ? 200 : 503);
  };
}
