import { getVisibleArticle, listArticleAttachments } from '../../db/article-read.ts';
import { loadBlob } from '../../db/blobs.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import { listContentIds, resolveImages } from '../../domain/html/html-images.ts';
import { readRasterType } from '../../domain/raster-image.ts';
import { AppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { readNumber } from './ticket-page.tsx';

/** Attached pictures are put into the page itself; beyond this they stay in the list of attachments. */
const mostInlineBytes = 20_000_000;

/** GET /articles/:id/body: the HTML of one mail as a document for its frame, without scripts, forms or remote parts. */
export function showMessageFrame(web: WebContext) {
  return async (c: WebRequest) => {
    const article = await getVisibleArticle(web.read, viewerOf(c.get('user')), readNumber(c.req.param('id')));
    if (article.html === null) throw new AppError('not_found', 'This message has no HTML form.');
    const images = await loadInlineImages(web, article.id, article.html);
    const html = resolveImages(article.html, {
      contentIdToUrl: (id) => images.get(id),
      allowRemote: article.showsImages,
    });
    c.header('Content-Security-Policy', framePolicy(article.showsImages));
    c.header('X-Frame-Options', 'SAMEORIGIN');
    c.header('Referrer-Policy', 'no-referrer');
    return c.html(
      `<!doctype html><html><head><meta charset="utf-8"><title>Message</title><base target="_blank"><style>${style}</style></head><body>${html}</body></html>`,
    );
  };
}

/** POST /articles/:id/images: shows the remote pictures of this one message, from now on. */
export function createShownImages(web: WebContext) {
  return async (c: WebRequest) => {
    const articleId = readNumber(c.req.param('id'));
    const { number } = await web.desk.as(actorOf(c)).call('showImages', { articleId });
    return redirectTo(c, `/tickets/${number}#article-${articleId}`);
  };
}

function framePolicy(showsImages: boolean): string {
  return [
    'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
    "default-src 'none'",
    `img-src data:${showsImages ? ' https:' : ''}`,
    "style-src 'unsafe-inline'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}

// Mail is written for white paper: it keeps it in dark mode too.
const style = `
:root { color-scheme: light; }
html { background: #fff; }
body { margin: 0; padding: 12px 14px; color: #1c1f22; font: 15px/1.5 system-ui, "Segoe UI", sans-serif; overflow-wrap: anywhere; overflow-x: auto; }
body > :first-child { margin-top: 0; }
body > :last-child { margin-bottom: 0; }
img { max-width: 100%; height: auto; }
img:not([src]) { display: none; }
table { max-width: 100%; }
pre { white-space: pre-wrap; }
blockquote { margin-inline: 0; padding-inline-start: 12px; border-inline-start: 3px solid #d5d7da; }
details > summary { cursor: pointer; color: #5a6067; font-size: 13px; margin: 8px 0; }
`;

async function loadInlineImages(
  web: WebContext,
  articleId: number,
  html: string,
): Promise<ReadonlyMap<string, string>> {
  const wanted = listContentIds(html);
  const urls = new Map<string, string>();
  if (wanted.size === 0) return urls;
  let bytes = 0;
  for (const { contentId, size, blobId } of await listArticleAttachments(web.read, articleId)) {
    if (contentId === null || !wanted.has(contentId) || bytes + size > mostInlineBytes) continue;
    const content = await loadBlob(web.read, blobId);
    const type = readRasterType(content);
    if (type === undefined) continue;
    bytes += size;
    urls.set(contentId, `data:${type};base64,${content.toString('base64')}`);
  }
  return urls;
}
