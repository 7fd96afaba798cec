import { type Colour, readAttributeColour, readColour } from '../../domain/html/colour.ts';
import { wordTable } from '../../domain/word-table.ts';
import type { Style } from './cascade.ts';
import type { HtmlElement } from './html-tree.ts';

/** What an element says of its looks, as far as it decides whether words can be read; undefined: as around it. */
export interface Looks {
  readonly colour: Colour | undefined;
  readonly ground: Colour | undefined;
  /** Pixels, or a share of the size around. */
  readonly size: { readonly pixels: number } | { readonly share: number } | undefined;
  /** Neither it nor anything in it was meant to be seen. */
  readonly isHidden: boolean;
  /** Outlook alone was told to hide it, which says what the rest was meant to see only together with other signs. */
  readonly isHiddenInOutlook: boolean;
  /** Lines so low that they would be printed over one another. */
  readonly isTight: boolean | undefined;
}

export function readLooks({ name, attributes }: HtmlElement, style: Style): Looks {
  return {
    colour: readOwnColour(name, attributes, style),
    ground: readGround(style.get('background-color') ?? style.get('background'), attributes.bgcolor),
    size: readSize(style.get('font-size')) ?? readFontSize(style.get('font')),
    isHidden: attributes.hidden !== undefined || isHidden(style),
    isHiddenInOutlook: style.get('mso-hide')?.toLowerCase() === 'all',
    isTight: readTightness(style.get('line-height')),
  };
}

function readOwnColour(
  name: string,
  attributes: Readonly<Record<string, string>>,
  style: Style,
): Colour | undefined {
  const styled = style.get('color');
  if (styled !== undefined) return readColour(styled);
  const given = name === 'font' ? attributes.color : name === 'body' ? attributes.text : undefined;
  return given === undefined ? undefined : readAttributeColour(given);
}

/** Of the shorthand its colour, of a gradient its first one: pictures do not come, and the words on them must be read. */
function readGround(styled: string | undefined, attribute: string | undefined): Colour | undefined {
  if (styled !== undefined) {
    const words = dropAddresses(styled.slice(0, 1_000)).matchAll(
      /#[0-9a-f]{3,8}\b|(?:rgb|hsl)a?\([^()]{1,60}\)|[a-z]{3,24}/gi,
    );
    for (const [word] of words) {
      const colour = readColour(word);
      if (colour !== undefined) return colour.alpha === 0 ? undefined : colour;
    }
  }
  return attribute === undefined ? undefined : readAttributeColour(attribute);
}

function dropAddresses(value: string): string {
  let result = '';
  let last = 0;
  const lower = value.toLowerCase();
  for (let start = lower.indexOf('url('); start >= 0; start = lower.indexOf('url(', last)) {
    result += `${value.slice(last, start)} `;
    const end = value.indexOf(')', start);
    if (end < 0) return result;
    last = end + 1;
  }
  return result + value.slice(last);
}

function isHidden(style: Style): boolean {
  if (/^none\b/i.test(style.get('display') ?? '')) return true;
  const opacity = style.get('opacity');
  if (opacity !== undefined && Number.parseFloat(opacity) <= 0.05) return true;
  if (isNothing(style.get('max-height'))) return true;
  const hasOverflow = /^(?:hidden|clip)\b/i.test(style.get('overflow') ?? '');
  const isFlat = ['height', 'width', 'max-width'].some((property) => isNothing(style.get(property)));
  return hasOverflow && isFlat;
}

/** One pixel shows no words; one of the greater units, such as `em`, shows a line of them. */
function isNothing(value: string | undefined): boolean {
  const number = value === undefined || value.includes('%') ? Number.NaN : Number.parseFloat(value);
  return number === 0 || (number > 0 && number <= 1 && /^\s*[\d.]+(?:p[tx])?(?![\w.])/i.test(value ?? ''));
}

const words = wordTable({
  'xx-small': 9,
  'x-small': 10,
  small: 13,
  medium: 16,
  large: 18,
  'x-large': 24,
  'xx-large': 32,
});
const units = wordTable({
  px: 1,
  pt: 4 / 3,
  cm: 37.8,
  mm: 3.78,
  in: 96,
  pc: 16,
  rem: 15,
});

function readSize(value: string | undefined): Looks['size'] {
  if (value === undefined) return undefined;
  const text = value.trim().toLowerCase();
  const word = words[text];
  if (word !== undefined) return { pixels: word };
  const [, digits, unit = ''] = /^(\d{1,6}(?:\.\d{1,6})?|\.\d{1,6})([a-z%]{0,3})$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  if (unit === 'em') return { share: number };
  if (unit === '%') return { share: number / 100 };
  const factor = unit === '' ? 1 : units[unit];
  return factor === undefined ? undefined : { pixels: number * factor };
}

/** Of `font: bold 0/0 a`. */
function readFontSize(font: string | undefined): Looks['size'] {
  for (const word of (font ?? '').slice(0, 200).split(/\s+/)) {
    if (/^(?:[1-9]00|1000)$/.test(word)) continue;
    const size = readSize(word.split('/')[0]);
    if (size !== undefined) return size;
  }
  return undefined;
}

function readTightness(lineHeight: string | undefined): boolean | undefined {
  if (lineHeight === undefined) return undefined;
  const number = Number.parseFloat(lineHeight);
  if (Number.isNaN(number)) return false;
  const [, unit = ''] = /^[\d.]{1,20}([a-z%]{0,5})$/.exec(lineHeight.slice(0, 40).trim().toLowerCase()) ?? [];
  if (unit === '' || unit === 'em') return number < 0.8;
  return unit === '%' ? number < 80 : number * (units[unit] ?? 1) < 9;
}
