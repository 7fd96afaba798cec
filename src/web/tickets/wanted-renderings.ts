import { setTimeout as wait } from 'node:timers/promises';
import { toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';

/**
 * Milliseconds to wait: a page shows the text alone after that, and follows; it has its text for what is folded anyway. A frame
 * has nothing to show before.
 */
const patience = { page: 60, folded: 0, frame: 20_000 };

/**
 * Asks the desk for what is to be made ready of these articles. A page that no longer waits for it is told when it is there:
 * that it gave up is known here alone.
 * @returns whether it is there now
 */
export async function prepareRenderings(
  web: WebContext,
  c: WebRequest,
  articleIds: readonly number[],
  place: keyof typeof patience,
): Promise<boolean> {
  if (articleIds.length === 0) return false;
  // Who has been silent for a while answers no page in time; the message is made ready all the same.
  const waitMilliseconds = place === 'page' && web.desk.isSilent() ? 0 : patience[place];
  if (waitMilliseconds === 0) {
    void askDesk(web, c, articleIds, false);
    return false;
  }
  const ending = new AbortController();
  const late = wait(waitMilliseconds, 'late', { signal: ending.signal }).catch(() => 'ended');
  const asked = askDesk(web, c, articleIds, true);
  const answer = await Promise.race([asked, late]).finally(() => ending.abort());
  if (typeof answer === 'boolean') return answer;
  void asked.then((isMade) => isMade && askDesk(web, c, articleIds, false));
  return false;
}

/** @returns whether it is there; never rejects */
async function askDesk(
  web: WebContext,
  c: WebRequest,
  articleIds: readonly number[],
  isAwaited: boolean,
): Promise<boolean> {
  try {
    await web.desk.as(actorOf(c)).call('renderArticles', { articleIds, isAwaited });
    return true;
  } catch (error) {
    const { code, message } = toAppError(error);
    web.log.warn('messages are shown as text', { articles: articleIds.length, code, message });
    return false;
  }
}
