import type { DraftImage } from '../domain/html/draft-images.ts';
import { findContentId } from '../domain/html/draft-images.ts';
import { htmlToText } from '../domain/html/html-text.ts';
import { cleanText } from '../domain/plain-text.ts';
import { AppError } from '../errors.ts';
import { sanitizeWritten } from './html.ts';
import { isTooDeep } from './html-depth.ts';

/** What a person wrote in the browser's editor, fit to be sent. */
export interface WrittenHtml {
  /** Harmless, pictures as `cid:` only, no styles. */
  readonly html: string;
  readonly text: string;
  /** The HTML says no more than the text does: lines, and nothing else. */
  readonly isMereText: boolean;
  /** The pictures that it shows. */
  readonly contentIds: readonly string[];
}

/**
 * Only in a parser process: what comes from a browser may be anything.
 * @throws AppError invalid when it is nested beyond what any editor writes
 */
export function readWrittenHtml(html: string, images: readonly DraftImage[]): WrittenHtml {
  if (isTooDeep(html)) throw new AppError('invalid', 'it is nested more than 1,000 levels deep');
  const contentIds = new Set<string>();
  const clean = sanitizeWritten(html, (source) => {
    const contentId = findContentId(source, images);
    if (contentId !== undefined) contentIds.add(contentId);
    return contentId === undefined ? undefined : `cid:${contentId}`;
  });
  return {
    html: clean,
    text: cleanText(htmlToText(clean)),
    isMereText: isMereText(clean),
    contentIds: [...contentIds],
  };
}

function isMereText(html: string): boolean {
  return !/<(?!\/?(?:div|p|br)(?:>| ?\/>))/.test(html);
}
