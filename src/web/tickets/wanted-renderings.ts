import { setTimeout as wait } from 'node:timers/promises';
import { toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';

/** So long a page waits for what its reader would rather see; then it shows the text alone, and follows. */
const pagePatience = 300;
/** A frame has nothing to show before. */
const framePatience = 20_000;

/** Asks the desk for what is to be made ready of these articles. @returns whether it is there now */
export async function prepareRenderings(
  web: WebContext,
  c: WebRequest,
  articleIds: readonly number[],
  patience: 'page' | 'frame',
): Promise<boolean> {
  if (articleIds.length === 0) return false;
  const usual = patience === 'page' ? pagePatience : framePatience;
  // Who has been silent for a while answers no page in time; the message is made ready all the same.
  const waitMilliseconds = patience === 'page' && web.desk.isSilent() ? 0 : usual;
  const asked = web.desk
    .as(actorOf(c))
    .call('renderArticles', { articleIds, waitMilliseconds })
    .then(
      () => true,
      (error: unknown) => {
        const { code, message } = toAppError(error);
        web.log.warn('messages are shown as text', { articles: articleIds.length, code, message });
        return false;
      },
    );
  const ending = new AbortController();
  const late = wait(waitMilliseconds, false, { signal: ending.signal }).catch(() => false);
  return Promise.race([asked, late]).finally(() => ending.abort());
}
