import sanitize from 'sanitize-html';
import { turnNothing } from '../domain/plain-text.ts';
import { wordTable } from '../domain/word-table.ts';
import { findFold } from './html-fold-marks.ts';
import { filterStyle } from './html-style.ts';

type Attributes = Record<string, string>;
type PlaceImage = (source: string) => string | undefined;

/**
 * Makes foreign HTML harmless and keeps its look. What comes out holds no script, style sheet, form, frame, id, class
 * or name; links open outside and tell nothing of where they were clicked; remote pictures rest in `data-src`, `cid:`
 * pictures, or what `placeImage` makes of them, in `src`. Quotes and signatures carry a `data-fold` mark for `foldHtml`.
 * @param placeImage gives the address of a picture that came with the message, undefined for any other
 */
export function sanitizeHtml(html: string, placeImage: PlaceImage = keepContentId): string {
  const rewrite = (name: string, from: Attributes) => rewriteTag(name, from, placeImage);
  return sanitize(html, { ...options, transformTags: { '*': rewrite } });
}

/**
 * The same for what a person writes here: no styles and no fold marks.
 * @param placeImage gives the source under which a picture is sent; a picture without one is left out
 */
export function sanitizeWritten(html: string, placeImage: PlaceImage): string {
  return sanitize(html, {
    ...options,
    exclusiveFilter: ({ tag, attribs }) => tag === 'img' && attribs.src === undefined,
    transformTags: {
      '*': (name, from) => {
        const { tagName, attribs } = rewriteTag(name, from, () => undefined);
        const { style, 'data-fold': fold, 'data-src': remote, src, ...kept } = attribs;
        const placed = tagName === 'img' ? placeImage(cleanUrl(from.src)) : undefined;
        return { tagName, attribs: placed === undefined ? kept : { ...kept, src: placed } };
      },
    },
  });
}

/** The most frequent first: the sanitizer looks from the beginning. */
export const allowedTags: readonly string[] =
  `td tr br font p a b div span img table tbody center strong i u li h1 h2 h3 h4 h5 h6 hr em ul ol abbr address article
  aside bdi big blockquote caption cite code col colgroup dd del dfn dir dl dt figcaption figure footer header ins kbd
  main mark nav pre q s samp section small strike sub sup tfoot th thead time tt var wbr`.split(/\s+/);
/** Attributes whose value is a number, a colour, a keyword or a font list. */
const plainAttributes = new Set(
  `align valign width height bgcolor border bordercolor cellpadding cellspacing colspan rowspan span dir lang color face
  size nowrap start type hspace vspace clear noshade reversed value`.split(/\s+/),
);
export const renamedTags = wordTable({
  body: 'div',
  // As bdo does, it says which way its words go; it turns no letters around.
  bdo: 'bdi',
  details: 'div',
  summary: 'div',
  plaintext: 'pre',
  listing: 'pre',
  textarea: 'pre',
  xmp: 'pre',
  select: 'div',
  option: 'div',
});

/**
 * Their content is no text for a person. What stands in an element instead of what cannot be shown here, such as a film or
 * what a script would write, is.
 */
export const textlessTags: readonly string[] =
  'script style noembed noframes title template svg math xml'.split(' ');

/** @returns what a field of a form shows of its own: a printed form has all its words in there */
export function readField({ type = 'text', value = '' }: Readonly<Record<string, string>>): string {
  return /^(?:text|email|tel|url|number|date|search|submit|button|reset)$/i.test(type) ? value : '';
}

const options: sanitize.IOptions = {
  allowedTags: [...allowedTags],
  allowedAttributes: {
    '*': [...plainAttributes, 'style', 'title', 'data-fold'],
    a: ['href', 'target', 'rel'],
    img: ['src', 'data-src', 'alt'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['cid', 'data'] },
  allowProtocolRelative: false,
  // style is filtered by our own list, which is stricter and ten times quicker than a CSS parser.
  parseStyleAttributes: false,
  disallowedTagsMode: 'discard',
  nonTextTags: [...textlessTags],
  nestingLimit: 200,
  // What counts below is that a quote in an attribute is escaped, and in a text too.
  textFilter: (text) => turnNothing(text).replaceAll('"', '&quot;'),
};

/** The most of a measure in pixels, or of cells that one takes the place of. */
const most = wordTable({
  width: 3_000,
  height: 3_000,
  border: 100,
  cellpadding: 100,
  cellspacing: 100,
  hspace: 100,
  vspace: 100,
  size: 100,
  colspan: 200,
  rowspan: 200,
  span: 200,
});

/** A frame grows with what is in it. */
function isBeyondMeasure(key: string, value: string): boolean {
  const limit = most[key];
  return limit !== undefined && !value.includes('%') && Number.parseFloat(value) > limit;
}

/** On a link, or on what stands in one, it is what a person sees before it is opened: no place for another address. */
function isFalseAddress(title: string): boolean {
  return /[.:@]/.test(title) && !/\s/.test(title.trim());
}

function rewriteTag(tagName: string, from: Attributes, placeImage: PlaceImage): sanitize.Tag {
  const name = renamedTags[tagName] ?? tagName;
  const attribs: Attributes = {};
  for (const key in from) {
    const value = from[key] ?? '';
    if (isBeyondMeasure(key, value)) continue;
    if (plainAttributes.has(key) && /^[\p{L}\p{N}\s#%.,+'"/-]{0,200}$/u.test(value)) attribs[key] = value;
    else if (key === 'title' && isFalseAddress(value)) continue;
    else if (key === 'title' || (key === 'alt' && name === 'img')) attribs[key] = turnNothing(value);
  }
  const style = from.style === undefined ? '' : filterStyle(from.style);
  if (style !== '') attribs.style = style;
  if (name === 'a') rewriteLink(from.href, attribs);
  if (name === 'img') rewriteImage(from.src, attribs, placeImage);
  const fold = findFold(name, from);
  if (fold !== undefined) attribs['data-fold'] = fold;
  return { tagName: name, attribs };
}

/** @returns where a link leads, undefined where it may not lead there */
export function cleanLink(href: string | undefined): string | undefined {
  const url = cleanUrl(href);
  return /^(?:https?:\/\/|mailto:|tel:)/i.test(url) ? url : undefined;
}

function rewriteLink(href: string | undefined, attribs: Attributes): void {
  const url = cleanLink(href);
  if (url === undefined) return;
  attribs.href = url;
  attribs.target = '_blank';
  attribs.rel = 'noopener noreferrer';
}

function keepContentId(url: string): string | undefined {
  return /^cid:[^\s]{1,998}$/i.test(url) ? `cid:${url.slice(4)}` : undefined;
}

function rewriteImage(src: string | undefined, attribs: Attributes, placeImage: PlaceImage): void {
  const url = cleanUrl(src);
  const placed = placeImage(url);
  if (placed !== undefined) attribs.src = placed;
  else if (/^data:image\/(?:png|gif|jpe?g|webp);base64,[a-z0-9+/=]+$/i.test(url)) attribs.src = url;
  else if (/^https?:\/\//i.test(url)) attribs['data-src'] = url;
}

// Browsers drop these characters from a URL before they read its scheme (URL Standard section 4.4).
export function cleanUrl(value = ''): string {
  const url = value
    .trim()
    .replace(/[\0-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]+/g, (run) =>
      /^ +$/.test(run) ? '%20' : '',
    );
  const trimmed = url.replace(/^(?:%20)+/, '');
  return trimmed.startsWith('//') ? `https:${trimmed}` : trimmed;
}
