import type { MiddlewareHandler } from 'hono';
import { ChangedPage } from '../../../views/account/changed-page.tsx';
import { nameActor } from '../../../views/facts/actor-words.ts';
import { describeFact } from '../../../views/facts/fact-words.ts';
import type { TypedField } from '../../../views/typed-again.tsx';
import { listFactsById } from '../../db/facts.ts';
import { assetUrls } from '../assets.ts';
import type { WebContext, WebEnv, WebRequest } from '../context.ts';
import { readTyped } from '../failures.tsx';
import { writeFormToken } from '../form-token.ts';
import type { SealedForms } from '../sealed-forms.ts';
import { csrfToken } from './session.ts';

// A form of a page that is older than what others have done since is refused by the desk, whatever it is about. A browser gets
// a page that says what that was, and goes on with the form as it was sent, if that is still wanted.

interface ChangeNotices {
  /** @param unseen the facts that the page did not know */
  tell(c: WebRequest, unseen: readonly number[]): Promise<Response>;
  /** Goes on with a form whose sender has seen it. Comes after the form's token is checked. */
  readonly goOn: MiddlewareHandler<WebEnv>;
}

/** @param hasPage whether something is shown at that path */
export function createChangeNotices(
  web: WebContext,
  forms: SealedForms,
  hasPage: (path: string) => boolean,
): ChangeNotices {
  return {
    tell: async (c, unseen) => {
      const news = await listFactsById(web.read, unseen);
      const token = csrfToken(c.get('sessionHash'));
      // What came after these is not on the page, and is asked about again.
      const csrf = writeFormToken({ token, seen: Math.max(...unseen) });
      const { action, fields } = (await readTyped(c)) ?? { action: c.req.path, fields: [] };
      const props = {
        assets: assetUrls,
        csrf,
        action,
        sealed: await forms.seal(c),
        typed: fields.filter(isProse),
        page: findPage(c.req.path, hasPage),
        news: news.map((fact) => ({ at: fact.at, who: nameActor(fact.actor), what: describeFact(fact) })),
      };
      return c.html(<ChangedPage {...props} />, 409);
    },
    goOn: async (c, next) => {
      if (c.req.method !== 'POST') return next();
      const { sealed, known } = await c.req.parseBody();
      if (typeof sealed === 'string' && known === 'on') forms.open(c, sealed);
      return next();
    },
  };
}

const isProse = ({ name, value }: TypedField) =>
  name !== 'csrf' && (value.includes('\n') || value.length > 80);

/** @returns the page that a form at this path belongs to: at the path itself, or one or two steps above */
function findPage(path: string, hasPage: (path: string) => boolean): string | undefined {
  const steps = path.split('/');
  const above = [0, 1, 2].map((count) => steps.slice(0, steps.length - count).join('/'));
  return above.find((each) => each.length > 1 && hasPage(each));
}
