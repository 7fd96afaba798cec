import {
  blend,
  type Colour,
  contrastOf,
  fromNumber,
  makeReadable,
  readAttributeColour,
  white,
  writeColour,
} from '../../domain/html/colour.ts';
import type { Ground } from '../../domain/rendering.ts';
import { filterDeclaration } from '../html-style.ts';
import type { Style } from './cascade.ts';
import { findHidden } from './hidden-elements.ts';
import type { HtmlElement, HtmlTree } from './html-tree.ts';
import { type Looks, readLooks } from './looks.ts';
import { chooseGround, isPaper } from './paper.ts';

/** What holds around an element. */
interface Around {
  readonly colour: Colour;
  readonly ground: Colour;
  readonly link: Colour;
  /** Pixels. */
  readonly size: number;
  readonly isTight: boolean;
  /** On a ground that is the letter's own, whatever the reader's is. */
  readonly isIsland: boolean;
}

/** The reader's own, as the style sheets of the pages and of the frame have them. */
const [ink, darkInk, darkSheet] = [0x1c1f22, 0xe8eaec, 0x1d2023].map(fromNumber) as [Colour, Colour, Colour];
const linkInk = fromNumber(0x0b57d0);
/** Words that are told apart from their ground less than this cannot be read by many. */
const leastContrast = 3;
const leastSize = 2;

/**
 * Writes into the `style` attributes what each element looks like in the end, so that every word can be read: hidden
 * ones go, a colour stays only with the ground that it stands on, and what is too faint gets the reader's colour.
 * @returns whose colours the whole is shown in
 */
export function paint({ root }: HtmlTree, styles: ReadonlyMap<HtmlElement, Style>): Ground {
  const looks = new Map<HtmlElement, Looks>();
  for (const element of listElements(root))
    looks.set(element, readLooks(element, styles.get(element) ?? noStyle));
  const gone = new Set(findHidden(root, looks));
  for (const element of gone) remove(element);
  const ground = chooseGround(root, looks);
  const around = {
    colour: ink,
    ground: white,
    link: linkInk,
    size: 15,
    isTight: false,
    isIsland: ground === 'own',
  };
  paintElement(root, around, { styles, looks, gone });
  return ground;
}

interface Painting {
  readonly styles: ReadonlyMap<HtmlElement, Style>;
  readonly looks: ReadonlyMap<HtmlElement, Looks>;
  /** What is hidden: nothing is left of it. */
  readonly gone: ReadonlySet<HtmlElement>;
}

const noStyle: Style = new Map();

function listElements(root: HtmlElement): HtmlElement[] {
  const all = [root];
  for (const element of all) for (const child of element.elements) all.push(child);
  return all;
}

function remove(element: HtmlElement): void {
  element.children.length = 0;
  element.elements.length = 0;
  element.attributes.style = 'display:none';
}

function paintElement(element: HtmlElement, around: Around, painting: Painting): void {
  const looks = painting.looks.get(element);
  if (looks === undefined || painting.gone.has(element)) return;
  const { inner, own, isMeantForNobody } = resolve(element, looks, around);
  if (isMeantForNobody) {
    remove(element);
    return;
  }
  const style = painting.styles.get(element) ?? noStyle;
  const declarations = [...listKept(style), ...own];
  dropColours(element);
  if (declarations.length > 0) element.attributes.style = declarations.join(';');
  for (const child of element.elements) paintElement(child, inner, painting);
}

interface Resolved {
  readonly inner: Around;
  /** Declarations. */
  readonly own: readonly string[];
  readonly isMeantForNobody: boolean;
}

function resolve(element: HtmlElement, looks: Looks, around: Around): Resolved {
  const own: string[] = [];
  const paper = looks.ground === undefined ? undefined : blend(looks.ground, around.ground);
  const isIsland = around.isIsland || (paper !== undefined && !isPaper(paper));
  const ground = paper ?? around.ground;
  const isLink = element.name === 'a' && element.attributes.href !== undefined;
  const given = looks.colour === undefined ? undefined : blend(looks.colour, ground);
  let colour = given ?? (isLink ? around.link : around.colour);
  const size = sizeOf(looks, around.size);
  const hasWords =
    size > leastSize && element.children.some((child) => typeof child === 'string' && child.trim() !== '');
  const isFaint = hasWords && contrastOf(colour, ground) < leastContrast;
  if (isFaint) colour = contrastOf(ink, ground) >= leastContrast ? ink : white;
  if (paper !== undefined && isIsland) own.push(`background-color:${writeColour(paper)}`);
  // Words do not begin at the very edge of their ground.
  if (element.name === 'body' && paper !== undefined && !isPaper(paper)) own.unshift('padding:12px');
  const begins = isIsland && !around.isIsland;
  const isOwnLink = isLink && (isIsland || around.link !== linkInk);
  if (given !== undefined || isFaint || begins || isOwnLink)
    own.push(`color:${isIsland ? writeColour(colour) : writePair(colour)}`);
  const isTight = looks.isTight ?? around.isTight;
  if (isTight && hasWords) own.push('line-height:1.4');
  const link = element.name === 'body' ? (readLink(element) ?? around.link) : around.link;
  return {
    inner: { colour, ground, link, size, isTight: isTight && !hasWords, isIsland },
    own,
    isMeantForNobody: isFaint && looks.isHiddenInOutlook,
  };
}

/** The same colour for either theme: what is nearly black is the reader's ink, the rest as light as it takes. */
function writePair(colour: Colour): string {
  const dark = contrastOf(colour, white) > 11 ? darkInk : makeReadable(colour, darkSheet, 4.5);
  return `light-dark(${writeColour(colour)}, ${writeColour(dark)})`;
}

function sizeOf({ size }: Looks, around: number): number {
  if (size === undefined) return around;
  return 'pixels' in size ? size.pixels : size.share * around;
}

function readLink({ attributes }: HtmlElement): Colour | undefined {
  return attributes.link === undefined ? undefined : readAttributeColour(attributes.link);
}

/** What is decided above, or would hide or cut words. */
const decided = new Set(['color', 'background', 'background-color', 'opacity']);

/** @returns the declarations of an element that stay as they are */
function listKept(style: Style): string[] {
  const isOpen =
    !boxes.some((property) => style.has(property)) && !/nowrap/i.test(style.get('white-space') ?? '');
  const kept: string[] = [];
  for (const [property, value] of style) {
    if (decided.has(property) || (property === 'overflow' && !isOpen)) continue;
    // Hidden elements are gone by now; where all was hidden, nothing is.
    if (property === 'display' && /^none/i.test(value)) continue;
    if (property === 'max-height' && Number.parseFloat(value) <= 1) continue;
    const declaration = filterDeclaration(property, value);
    if (declaration !== '') kept.push(declaration);
  }
  return kept;
}

/** A box of a fixed size cuts off what is larger in the reader's own letters. */
const boxes = ['width', 'height', 'max-width', 'max-height'];

/** They stand in the style now, in pairs. */
function dropColours({ attributes }: HtmlElement): void {
  for (const name of ['style', 'color', 'bgcolor', 'background', 'text', 'link', 'vlink', 'alink']) {
    delete attributes[name];
  }
}
