import sanitize from 'sanitize-html';
import { findFold } from './html-fold-marks.ts';
import { filterStyle } from './html-style.ts';

type Attributes = Record<string, string>;

/**
 * Makes foreign HTML harmless and keeps its look. What comes out holds no script, style sheet, form, frame, id, class
 * or name; links open outside and tell nothing of where they were clicked; remote pictures rest in `data-src`, `cid:`
 * pictures in `src` (see `resolveImages`). Quotes and signatures carry a `data-fold` mark for `foldHtml`.
 */
export function sanitizeHtml(html: string): string {
  return sanitize(html, options);
}

/** The most frequent first: the sanitizer looks from the beginning. */
const tags =
  `td tr br font p a b div span img table tbody center strong i u li h1 h2 h3 h4 h5 h6 hr em ul ol abbr address article
  aside bdi bdo big blockquote caption cite code col colgroup dd del dfn dir dl dt figcaption figure footer header ins kbd
  main mark nav pre q s samp section small strike sub sup tfoot th thead time tt var wbr`.split(/\s+/);
/** Attributes whose value is a number, a colour, a keyword or a font list. */
const plainAttributes = new Set(
  `align valign width height bgcolor border bordercolor cellpadding cellspacing colspan rowspan span dir lang color face
  size nowrap start type hspace vspace clear noshade reversed value`.split(/\s+/),
);
const renamed: Record<string, string> = {
  body: 'div',
  details: 'div',
  summary: 'div',
  plaintext: 'pre',
  listing: 'pre',
};

const options: sanitize.IOptions = {
  allowedTags: tags,
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
  // Their content is no text for a person, or is read by a browser in another way than here.
  nonTextTags: [
    ...[
      'script',
      'style',
      'textarea',
      'option',
      'select',
      'xmp',
      'noscript',
      'noembed',
      'noframes',
      'title',
      'template',
    ],
    ...['svg', 'math', 'object', 'applet', 'audio', 'video', 'canvas', 'xml'],
  ],
  nestingLimit: 200,
  transformTags: { '*': rewriteTag },
};

function rewriteTag(tagName: string, from: Attributes): sanitize.Tag {
  const name = renamed[tagName] ?? tagName;
  const attribs: Attributes = {};
  for (const key in from) {
    const value = from[key] ?? '';
    if (plainAttributes.has(key) && /^[\p{L}\p{N}\s#%.,+'"/-]{0,200}$/u.test(value)) attribs[key] = value;
    else if (key === 'title' || (key === 'alt' && name === 'img')) attribs[key] = value;
  }
  const style = from.style === undefined ? '' : filterStyle(from.style);
  if (style !== '') attribs.style = style;
  if (name === 'a') rewriteLink(from.href, attribs);
  if (name === 'img') rewriteImage(from.src, attribs);
  const fold = findFold(name, from);
  if (fold !== undefined) attribs['data-fold'] = fold;
  return { tagName: name, attribs };
}

function rewriteLink(href: string | undefined, attribs: Attributes): void {
  const url = cleanUrl(href);
  if (!/^(?:https?:\/\/|mailto:|tel:)/i.test(url)) return;
  attribs.href = url;
  attribs.target = '_blank';
  attribs.rel = 'noopener noreferrer';
}

function rewriteImage(src: string | undefined, attribs: Attributes): void {
  const url = cleanUrl(src);
  if (/^cid:[^\s]{1,998}$/i.test(url)) attribs.src = `cid:${url.slice(4)}`;
  else if (/^data:image\/(?:png|gif|jpe?g|webp);base64,[a-z0-9+/=]+$/i.test(url)) attribs.src = url;
  else if (/^https?:\/\//i.test(url)) attribs['data-src'] = url;
}

// Browsers drop these characters from a URL before they read its scheme (URL Standard section 4.4).
function cleanUrl(value = ''): string {
  const url = value.replace(/[\0-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]+/g, (run) =>
    /^ +$/.test(run) ? '%20' : '',
  );
  const trimmed = url.replace(/^(?:%20)+/, '');
  return trimmed.startsWith('//') ? `https:${trimmed}` : trimmed;
}
