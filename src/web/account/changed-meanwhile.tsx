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

/** @param findPage the page that a form sent to this path stands on */
export function createChangeNotices(
  web: WebContext,
  forms: SealedForms,
  findPage: (path: string) => string | undefined,
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
        page: findPage(c.req.path),
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
