import { getVisibleArticle } from '../../db/article-read.ts';
import { findRendering } from '../../db/renderings.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { allowRemoteImages, hasPlainImages } from '../../domain/html/html-images.ts';
import { AppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { readPathId } from '../path-id.ts';
import { frameStyle } from './frame-style.ts';
import { prepareRenderings } from './wanted-renderings.ts';

/** GET /articles/:id/body: the HTML of one mail as a document for its frame, without scripts, forms or remote parts. */
export function showMessageFrame(web: WebContext) {
  return async (c: WebRequest) => {
    const article = await getVisibleArticle(web.read, viewerOf(c.get('user')), readPathId(c));
    if (!article.hasHtml) throw new AppError('not_found', 'This message has no HTML form.');
    const { html, ground } = await getRendering(web, c, article.id);
    c.header('Content-Security-Policy', framePolicy(article.showsImages));
    c.header('X-Frame-Options', 'SAMEORIGIN');
    c.header('Referrer-Policy', 'no-referrer');
    const shown = article.showsImages
      ? remark(web, html ?? '') + allowRemoteImages(html ?? '')
      : (html ?? '');
    return c.html(
      `<!doctype html><html class="${ground}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Message</title><base target="_blank"><style>${frameStyle}</style></head><body dir="auto">${shown}</body></html>`,
    );
  };
}

/** A page that came encrypted gets no picture by http://: browsers ask for it by https:// instead, and give up. */
function remark({ publicUrl }: WebContext, html: string): string {
  if (!publicUrl.startsWith('https:') || !hasPlainImages(html)) return '';
  return '<p class="remark" dir="ltr">Some pictures of this message have http:// addresses. This page is encrypted, so the browser asks for them by https:// only; where their server does not offer that, they stay blank.</p>';
}

async function getRendering(web: WebContext, c: WebRequest, articleId: number) {
  const found = await findRendering(web.read, articleId);
  if (found !== undefined) return found;
  await prepareRenderings(web, c, [articleId], 'frame');
  const made = await findRendering(web.read, articleId);
  if (made !== undefined) return made;
  throw new AppError('unavailable', 'This message is not ready to be shown yet; try again in a moment.');
}

/** POST /articles/:id/images: shows the remote pictures of this one message, from now on. */
export function createShownImages(web: WebContext) {
  return async (c: WebRequest) => {
    const articleId = readPathId(c);
    const { number } = await web.desk.as(actorOf(c)).call('showImages', { articleId });
    // It may stand on a page of earlier ones.
    return redirectTo(c, `/tickets/${number}?at=${articleId}#article-${articleId}`);
  };
}

/** Its own pictures come from here; after consent also those of others, by http:// too: so they stand in old letters. */
function framePolicy(showsImages: boolean): string {
  return [
    'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
    "default-src 'none'",
    `img-src 'self' data:${showsImages ? ' https: http:' : ''}`,
    "style-src 'unsafe-inline'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}
