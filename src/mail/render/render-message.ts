import { foldHtml } from '../../domain/html/html-fold.ts';
import { hasRemoteImages } from '../../domain/html/html-images.ts';
import { shortenHtml } from '../../domain/html/html-shorten.ts';
import { htmlToText } from '../../domain/html/html-text.ts';
import { escapeHtml } from '../../domain/html/html-tokens.ts';
import { cleanText } from '../../domain/plain-text.ts';
import { readRasterType } from '../../domain/raster-image.ts';
import type { Picture, Rendering } from '../../domain/rendering.ts';
import { readBody } from '../body.ts';
import type { Body } from '../body-content.ts';
import { sanitizeHtml } from '../html.ts';
import { checkSize, type ParseLimits } from '../limits.ts';
import type { MimePart } from '../mime-part.ts';
import { readTree } from '../mime-tree.ts';
import { findHint } from '../parse.ts';
import { listNames, namesOf } from '../picture-names.ts';
import { applyStyles } from './apply-styles.ts';
import { makeExcerpt, renderText } from './render-text.ts';

/** More than any letter has; what is longer stays in the raw mail. */
const mostCharacters = 1_500_000;
/** What a list of mails shows of a letter stands in its beginning. */
const mostExcerpted = 50_000;

/**
 * Makes of a raw message what stands in its frame. Only in a parser process.
 * @param isForward it passes another message on, which stays in sight
 * @throws AppError `invalid` beyond a limit, with one sentence that says which
 */
export function renderMessage(
  raw: Uint8Array,
  pictures: readonly Picture[],
  limits: ParseLimits,
  isForward = false,
): Rendering {
  checkSize(raw, limits);
  const tree = readTree(raw, limits);
  const body = readBody(tree, limits, findHint(tree));
  if (!body.rich.some(({ kind }) => kind === 'html'))
    return renderText(cleanText(body.texts.join('\n\n')), isForward);
  const urls = placePictures(body.files, pictures);
  const pieces = body.rich.filter(({ text }) => text.trim() !== '').map((piece) => renderPiece(piece, urls));
  const whole = pieces.map(({ html }) => html).join('\n');
  const { html, isShortened } = shortenHtml(whole, mostCharacters);
  return {
    html: foldHtml(html, { isForward }),
    blocks: [],
    excerpt: makeExcerpt(excerptSource(body, whole)),
    ground: pieces.some(({ ground }) => ground === 'own') ? 'own' : 'reader',
    hasRemoteImages: hasRemoteImages(html),
    isShortened,
  };
}

function renderPiece({ kind, text }: Body['rich'][number], urls: ReadonlyMap<string, string>) {
  if (kind === 'plain') {
    const html = `<div style="white-space:pre-wrap" dir="auto">${escapeHtml(cleanText(text))}</div>`;
    return { html, ground: 'reader' };
  }
  const styled = applyStyles(text);
  const html = sanitizeHtml(styled.html, (source) => {
    for (const name of namesOf(source)) {
      const url = urls.get(name);
      if (url !== undefined) return url;
    }
    return undefined;
  });
  return { html, ground: styled.ground };
}

/** @returns the address of each picture by every name that it may go by */
function placePictures(files: readonly MimePart[], pictures: readonly Picture[]): Map<string, string> {
  const urls = new Map<string, string>();
  for (const part of files) {
    const names = listNames(part);
    const picture =
      pictures.find(({ contentId }) => contentId !== null && names.includes(contentId)) ??
      pictures.find(({ size }) => size === part.bytes.length);
    if (picture === undefined || readRasterType(part.bytes) === undefined) continue;
    // The first of a name wins, as the surest names come first only within one part.
    for (const name of names) if (!urls.has(name)) urls.set(name, picture.url);
  }
  return urls;
}

/** @param html as it is shown, so that what is not meant to be seen stands in no list of mails either */
function excerptSource({ texts }: Body, html: string): string {
  const plain = texts.find((text) => text.trim() !== '');
  if (plain !== undefined) return plain;
  const tag = html.lastIndexOf('<', mostExcerpted);
  // Not within a tag; a long text may have none.
  const isWithin = tag > html.lastIndexOf('>', mostExcerpted);
  return htmlToText(html.slice(0, isWithin ? tag : mostExcerpted));
}
