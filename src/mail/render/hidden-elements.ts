import type { HtmlElement } from './html-tree.ts';
import type { Looks } from './looks.ts';

/**
 * @returns the outermost elements that were not meant to be seen, such as the line that a list of mails shows beside
 * the subject; none where nothing would be left to read
 */
export function findHidden(root: HtmlElement, looks: ReadonlyMap<HtmlElement, Looks>): HtmlElement[] {
  const hidden: HtmlElement[] = [];
  let isAnythingLeft = false;
  const waiting = [root];
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    if (looks.get(element)?.isHidden === true) {
      hidden.push(element);
      continue;
    }
    isAnythingLeft ||= element.name === 'img' || element.children.some(isWords);
    for (const child of element.elements) waiting.push(child);
  }
  return isAnythingLeft ? hidden : [];
}

function isWords(child: HtmlElement | string): boolean {
  return typeof child === 'string' && child.trim() !== '';
}
