import { wordTable } from '../domain/word-table.ts';

/** Properties that change how text looks and nothing else: no positions, no images, no generated content, no animation. */
const allowed = new Set(
  `color background-color direction unicode-bidi visibility overflow display float clear vertical-align box-sizing
  font font-family font-size font-style font-variant font-weight line-height letter-spacing word-spacing
  text-align text-decoration text-decoration-line text-decoration-color text-decoration-style text-indent text-transform
  white-space word-break word-wrap overflow-wrap
  width height max-width min-width max-height min-height
  margin margin-top margin-right margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left
  border border-top border-right border-bottom border-left border-color border-style border-width border-radius
  border-top-color border-top-style border-top-width border-right-color border-right-style border-right-width
  border-bottom-color border-bottom-style border-bottom-width border-left-color border-left-style border-left-width
  border-collapse border-spacing caption-side empty-cells table-layout list-style list-style-type list-style-position`.split(
    /\s+/,
  ),
);
// No backslash (escapes), no colon, no at sign, no braces, no angle brackets, no comments.
const plainValue = /^[\p{L}\p{N}\s#%.,+'"!/-]{1,300}$/u;
const colourFunction =
  /\b(?:(?:rgb|hsl)a?\([\d\s.,%/deg-]{1,60}\)|light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\))/gi;
const colours = new RegExp(`#[0-9a-f]{3,8}\\b|${colourFunction.source}`, 'gi');
/** Of the window: in a frame that grows with its content they would grow with it. */
const windowUnit = /\d(?:[sld]?v[hwib]|[sld]?vmin|[sld]?vmax)\b/i;
const cache = new Map<string, string>();

/** @returns the declarations of a style attribute that are on the list, '' when none is. */
export function filterStyle(style: string): string {
  const known = cache.get(style);
  if (known !== undefined) return known;
  const filtered = style
    .slice(0, 10_000)
    .split(';')
    .map((declaration) => {
      const colon = declaration.indexOf(':');
      return colon < 0
        ? ''
        : filterDeclaration(
            declaration.slice(0, colon).trim().toLowerCase(),
            declaration.slice(colon + 1).trim(),
          );
    })
    .filter(Boolean)
    .join(';');
  if (style.length < 300) {
    if (cache.size >= 2_000) cache.clear();
    cache.set(style, filtered);
  }
  return filtered;
}

/** @param property lower case. @returns the declaration, '' where it is not on the list or beyond measure */
export function filterDeclaration(property: string, value: string): string {
  if (property === 'background') return filterBackground(value);
  if (!allowed.has(property)) return '';
  if (property === 'unicode-bidi' && /override/i.test(value)) return '';
  if (!plainValue.test(value.replace(colourFunction, 'colour')) || windowUnit.test(value)) return '';
  return isWithinMeasure(property, value) ? `${property}:${value}` : '';
}

// Of the shorthand only a colour alone: pictures do not come, and a light foreground needs its dark ground.
function filterBackground(value: string): string {
  return /^(?:#[0-9a-f]{3,8}|[a-z]{3,30}|(?:rgb|hsl)a?\([\d\s.,%/deg-]{1,60}\))$/i.test(value)
    ? `background-color:${value}`
    : '';
}

/** The most that a length of these properties may be, in pixels; of any other, 3,000. */
const most = wordTable({
  height: 2_000,
  'min-height': 2_000,
  'max-height': 20_000,
  'line-height': 200,
  'font-size': 120,
  font: 200,
  margin: 300,
  'margin-top': 300,
  'margin-bottom': 300,
  padding: 300,
  'padding-top': 300,
  'padding-bottom': 300,
  'letter-spacing': 30,
  'word-spacing': 100,
  'border-width': 100,
  border: 100,
  'border-top': 100,
  'border-bottom': 100,
  'border-top-width': 100,
  'border-bottom-width': 100,
  'border-spacing': 100,
});
/** The least, where it is below nothing: what is pushed away further is not to be read any more. */
const least = wordTable({ 'letter-spacing': -2, 'word-spacing': -5 });
const lengths = /(-?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12}))(px|pt|pc|in|cm|mm|q|em|rem|ex|ch|ic|lh|rlh|%)?/gi;
const pixels = wordTable({
  px: 1,
  pt: 4 / 3,
  pc: 16,
  in: 96,
  cm: 37.8,
  mm: 3.78,
  q: 0.945,
  em: 16,
  rem: 16,
  ex: 8,
  ch: 8,
  ic: 16,
  lh: 24,
  rlh: 24,
  '%': 1,
});

function isWithinMeasure(property: string, value: string): boolean {
  if (/^(?:color|background-color|.*-color|font-family)$/.test(property)) return true;
  const lowest = least[property] ?? -100;
  const highest = most[property] ?? 3_000;
  const measures = value.replace(colours, ' ');
  for (const [, number, unit = 'px'] of measures.matchAll(lengths)) {
    const length = Number(number) * (pixels[unit.toLowerCase()] ?? 1);
    if (property === 'font-weight' || (property === 'line-height' && unit === '%' && length <= 400)) continue;
    if (length < lowest || length > highest) return false;
  }
  return !/\d{13}|\de\+?\d/i.test(measures);
}
