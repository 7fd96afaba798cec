import { blend, type Colour, contrastOf, white } from '../../domain/html/colour.ts';
import type { Ground } from '../../domain/rendering.ts';
import type { HtmlElement } from './html-tree.ts';
import type { Looks } from './looks.ts';

/** More is a colour that somebody has chosen, such as the yellow of a note. */
const mostTint = 24;

/** Whether a ground is that of paper: white, or so nearly that nobody tells it from white. */
export function isPaper(ground: Colour): boolean {
  const channels = [ground.red, ground.green, ground.blue];
  const isGrey = Math.max(...channels) - Math.min(...channels) <= mostTint;
  return isGrey && contrastOf(ground, white) < 1.16;
}

/** From so many coloured boxes on, or pictures in a table as wide as a page, a letter is taken for designed. */
const fewBoxes = 4;
const wide = 450;

/**
 * A letter that was designed keeps its own ground in a dark theme too; one that was merely written follows the theme,
 * with the few coloured boxes in it, such as a warning of the mail server, as islands.
 */
export function chooseGround(root: HtmlElement, looks: ReadonlyMap<HtmlElement, Looks>): Ground {
  let [boxes, pictures] = [0, 0];
  let isWide = false;
  for (const [element, { ground }] of looks) {
    const isColoured = ground !== undefined && !isPaper(blend(ground, white));
    if (isColoured && isWhole(element, root)) return 'own';
    if (isColoured && element.name !== 'span' && element.name !== 'font') boxes++;
    if (element.name === 'img') pictures++;
    isWide ||= element.name === 'table' && widthOf(element) >= wide;
  }
  return boxes >= fewBoxes || (isWide && pictures > 0) ? 'own' : 'reader';
}

/** Nothing stands beside it, nor beside what it stands in. */
function isWhole(element: HtmlElement, root: HtmlElement): boolean {
  for (let inner = element; inner !== root; inner = inner.parent ?? root) {
    const children = inner.parent?.children ?? [];
    if (children.some((child) => child !== inner && (typeof child !== 'string' || child.trim() !== '')))
      return false;
  }
  return true;
}

function widthOf({ attributes }: HtmlElement): number {
  const styled = /(?:^|;)\s*(?:max-)?width\s*:\s*(\d{1,5})px/i.exec(
    (attributes.style ?? '').slice(0, 1_000),
  )?.[1];
  const given = /^\d{1,5}(?=(?:px)?$)/.exec(attributes.width ?? '')?.[0];
  return Number(styled ?? given ?? 0);
}
