import { escapeHtml, readAttribute } from './html-tokens.ts';

/** How the pictures of a message are shown. */
export interface ImageOptions {
  /** @returns the URL of an attachment by its Content-ID, undefined where the message has none of that ID. */
  contentIdToUrl(contentId: string): string | undefined;
  /** Whether pictures on foreign servers may be fetched: the sender learns that and when the message was opened. */
  readonly allowRemote: boolean;
}

/** Puts pictures in place in sanitized HTML: attached ones by their URL, remote ones only when allowed. */
export function resolveImages(html: string, options: ImageOptions): string {
  return html.replace(/<img([^>]*)>/g, (tag, attributes: string) => {
    const source = readAttribute(attributes, 'src');
    if (source?.startsWith('cid:')) {
      const url = findUrl(source.slice('cid:'.length), options);
      return tag.replace(/ src="[^"]*"/, () => (url === undefined ? '' : ` src="${escapeHtml(url)}"`));
    }
    return options.allowRemote ? tag.replace(/ data-src="/, ' src="') : tag;
  });
}

/** @returns the Content-IDs that sanitized HTML shows in place. */
export function listContentIds(html: string): Set<string> {
  const ids = new Set<string>();
  if (!html.includes('src="cid:')) return ids;
  for (const [, attributes = ''] of html.matchAll(/<img([^>]*)>/g)) {
    const source = readAttribute(attributes, 'src');
    if (source?.startsWith('cid:')) for (const id of spellings(source.slice('cid:'.length))) ids.add(id);
  }
  return ids;
}

/** Whether sanitized HTML holds pictures that only come when remote images are allowed. */
export function hasRemoteImages(html: string): boolean {
  return /<img[^>]* data-src="/.test(html);
}

function findUrl(contentId: string, options: ImageOptions): string | undefined {
  for (const id of spellings(contentId)) {
    const url = options.contentIdToUrl(id);
    if (url !== undefined) return url;
  }
  return undefined;
}

// RFC 2392: the ID in a cid: URL is percent-encoded; many programs forget that.
function spellings(contentId: string): string[] {
  try {
    return [...new Set([contentId, decodeURIComponent(contentId)])];
  } catch (error) {
    if (error instanceof URIError) return [contentId];
    throw error;
  }
}
