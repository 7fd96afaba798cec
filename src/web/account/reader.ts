import type { Context, MiddlewareHandler } from 'hono';
import { forReader, type Reader } from '../../../views/words.ts';
import { loadDeskLanguage } from '../../db/page-language.ts';
import type { User } from '../../db/users.ts';
import { findAskedLanguage, isPageLanguage } from '../../domain/page-language.ts';
import type { WebContext, WebEnv } from '../context.ts';

/** Nothing of these is read by people. */
const forPrograms = /^\/(?:assets|api|mcp|metrics|healthz|readyz)\b/;

/** Who is not signed in reads the language that his browser asks for, or else the desk's. */
export function speakToVisitor(web: WebContext): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    if (forPrograms.test(c.req.path)) return next();
    const language = askedLanguage(c) ?? ((await loadDeskLanguage(web.read)) || 'en');
    return forReader({ language, timeZone: '' }, next);
  };
}

/** Who has chosen no language reads the desk's, or else the one that his browser asks for. */
export async function findReader(web: WebContext, c: Context, user: User): Promise<Reader> {
  const { language, timeZone } = user;
  if (isPageLanguage(language)) return { language, timeZone };
  return { language: (await loadDeskLanguage(web.read)) || (askedLanguage(c) ?? 'en'), timeZone };
}

function askedLanguage(c: Context) {
  return findAskedLanguage(c.req.header('accept-language'));
}
