import type { MiddlewareHandler } from 'hono';
import { ProofPage } from '../../../views/account/proof-page.tsx';
import { findMicrosoftLink } from '../../db/microsoft-people.ts';
import { listPasskeys } from '../../db/passkeys.ts';
import { findTotpFactor } from '../../db/second-factors.ts';
import { toAppError } from '../../errors.ts';
import { assetUrls } from '../assets.ts';
import { actorOf, type WebContext, type WebEnv, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import type { SealedForms } from '../sealed-forms.ts';

// What takes proof is refused by the desk, wherever it is asked for. A browser gets a page that asks for the password.

interface Proofs {
  /** Answers a form that takes proof first. */
  ask(c: WebRequest): Promise<Response>;
  /** Takes the proof, and goes on with the form as it was sent first. Comes after the form's token is checked. */
  readonly take: MiddlewareHandler<WebEnv>;
}

export function createProofs(web: WebContext, forms: SealedForms): Proofs {
  return {
    ask: async (c) => showProof(web, c, { sealed: await forms.seal(c), status: 403 }),
    take: async (c, next) => {
      if (c.req.method !== 'POST') return next();
      const { text, has } = await readFields(c);
      if (!has('sealed')) return next();
      const [sealed, proof, answer] = [text('sealed'), text('proof'), text('answer')];
      forms.open(c, sealed);
      try {
        await web.desk.as(actorOf(c)).call('proveAgain', { proof, answer });
      } catch (error) {
        const { fields, retryAfter, message } = toAppError(error);
        if (fields === undefined && retryAfter === undefined) throw error;
        if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter));
        const status = retryAfter === undefined ? 422 : 429;
        return showProof(web, c, { sealed, status, error: fields?.proof ?? message });
      }
      return next();
    },
  };
}

interface Shown {
  readonly sealed: string;
  readonly status: 403 | 422 | 429;
  readonly error?: string | undefined;
}

async function showProof(web: WebContext, c: WebRequest, { sealed, status, error }: Shown) {
  const { pathname, search } = new URL(c.req.url);
  const { id, passwordHash } = c.get('user');
  const factor = await findTotpFactor(web.read, id);
  const passkeys = await listPasskeys(web.read, id);
  const props = { assets: assetUrls, csrf: c.get('csrf'), action: pathname + search, sealed, error };
  const ways = {
    hasPassword: passwordHash !== '',
    hasApp: factor !== undefined,
    hasPasskey: passkeys.length > 0,
    hasMicrosoft: (await findMicrosoftLink(web.read, id)) !== undefined,
  };
  return c.html(<ProofPage {...props} {...ways} />, status);
}
