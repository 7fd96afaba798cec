/** Properties that change how text looks and nothing else: no positions, no images, no generated content, no animation. */
const allowed = new Set(
  `color background background-color opacity direction display float clear vertical-align box-sizing
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
const colourFunction = /\b(?:rgb|hsl)a?\([\d\s.,%/deg-]{1,60}\)/gi;
const cache = new Map<string, string>();

/** @returns the declarations of a style attribute that are on the list, '' when none is. */
export function filterStyle(style: string): string {
  const known = cache.get(style);
  if (known !== undefined) return known;
  const filtered = style.slice(0, 10_000).split(';').map(filterDeclaration).filter(Boolean).join(';');
  if (style.length < 300) {
    if (cache.size >= 2_000) cache.clear();
    cache.set(style, filtered);
  }
  return filtered;
}

function filterDeclaration(declaration: string): string {
  const colon = declaration.indexOf(':');
  const property = declaration.slice(0, colon).trim().toLowerCase();
  const value = declaration.slice(colon + 1).trim();
  if (colon < 0 || !allowed.has(property)) return '';
  return plainValue.test(value.replace(colourFunction, 'colour')) ? `${property}:${value}` : '';
}
