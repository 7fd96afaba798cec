import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';

/** POST /set-up-list/dismissal */
export function putAwaySetUpList(web: WebContext) {
  return async (c: WebRequest) => {
    await web.desk.as(actorOf(c)).call('putAwaySetUpList', {});
    return redirectTo(c, '/tickets');
  };
}
