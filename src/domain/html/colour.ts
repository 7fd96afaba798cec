import { namedColours } from './named-colours.ts';

/** Red, green and blue from 0 to 255; `alpha` from 0 to 1. */
export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

export const white: Colour = { red: 255, green: 255, blue: 255, alpha: 1 };

/** @returns a colour of CSS, undefined for what is none or depends on more than itself */
export function readColour(value: string): Colour | undefined {
  const text = value.trim().toLowerCase();
  if (text.length > 60) return undefined;
  if (text === 'transparent') return { red: 0, green: 0, blue: 0, alpha: 0 };
  if (text.startsWith('#')) return readHex(text.slice(1));
  const open = text.indexOf('(');
  if (open > 0 && text.endsWith(')')) return readFunction(text.slice(0, open), text.slice(open + 1, -1));
  const hex = namedColours.get(text);
  return hex === undefined ? undefined : readHex(hex);
}

/** The same for `bgcolor`, `text` and the like, where the number sign may be missing. */
export function readAttributeColour(value: string): Colour | undefined {
  const text = value.trim();
  return readColour(text) ?? readColour(`#${text}`);
}

/** @param number as in `#rrggbb` */
export function fromNumber(number: number): Colour {
  return { red: number >> 16, green: (number >> 8) & 255, blue: number & 255, alpha: 1 };
}

export function writeColour({ red, green, blue }: Colour): string {
  const number = (Math.round(red) << 16) | (Math.round(green) << 8) | Math.round(blue);
  return `#${number.toString(16).padStart(6, '0')}`;
}

/** @returns what is seen where `over` is painted on an opaque `ground` */
export function blend(over: Colour, ground: Colour): Colour {
  const mix = (a: number, b: number) => a * over.alpha + b * (1 - over.alpha);
  return {
    red: mix(over.red, ground.red),
    green: mix(over.green, ground.green),
    blue: mix(over.blue, ground.blue),
    alpha: 1,
  };
}

/** @returns from 1 (not to be told apart) to 21 (black on white). @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
export function contrastOf(one: Colour, other: Colour): number {
  const [light, dark] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** @returns the colour, or as little lighter or darker as it takes to be read on an opaque ground */
export function makeReadable(colour: Colour, ground: Colour, least: number): Colour {
  const end = luminanceOf(ground) < 0.18 ? white : { red: 0, green: 0, blue: 0, alpha: 1 };
  for (let step = 0; step <= 10; step++) {
    const mixed = blend({ ...end, alpha: step / 10 }, colour);
    if (contrastOf(mixed, ground) >= least) return mixed;
  }
  return end;
}

function luminanceOf({ red, green, blue }: Colour): number {
  const linear = (channel: number) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

function readHex(digits: string): Colour | undefined {
  if (!/^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(digits)) return undefined;
  const full = digits.length <= 4 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const channel = (at: number) => Number.parseInt(full.slice(at, at + 2), 16);
  return {
    red: channel(0),
    green: channel(2),
    blue: channel(4),
    alpha: full.length === 8 ? channel(6) / 255 : 1,
  };
}

function readFunction(name: string, list: string): Colour | undefined {
  const parts = list.split(/[\s,/]+/).filter(Boolean);
  if (parts.length < 3 || parts.length > 4) return undefined;
  const numbers = parts.map((part) => Number.parseFloat(part));
  if (numbers.some((number) => Number.isNaN(number))) return undefined;
  const [a = 0, b = 0, c = 0, given = 1] = numbers;
  const alpha = clamp(parts[3]?.endsWith('%') === true ? given / 100 : given, 1);
  if (name === 'hsl' || name === 'hsla')
    return { ...fromHue(a, clamp(b, 100) / 100, clamp(c, 100) / 100), alpha };
  if (name !== 'rgb' && name !== 'rgba') return undefined;
  const [red = 0, green = 0, blue = 0] = [a, b, c].map((number, index) =>
    clamp(parts[index]?.endsWith('%') === true ? number * 2.55 : number, 255),
  );
  return { red, green, blue, alpha };
}

/** @see https://www.w3.org/TR/css-color-4/#hsl-to-rgb */
function fromHue(hue: number, saturation: number, lightness: number): Omit<Colour, 'alpha'> {
  const channel = (n: number) => {
    const k = (n + (((hue % 360) + 360) % 360) / 30) % 12;
    const most = saturation * Math.min(lightness, 1 - lightness);
    return 255 * (lightness - most * Math.max(-1, Math.min(k - 3, 9 - k, 1)));
  };
  return { red: channel(0), green: channel(8), blue: channel(4) };
}

function clamp(number: number, most: number): number {
  return Math.min(most, Math.max(0, number));
}
