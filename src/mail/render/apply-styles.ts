import type { Ground } from '../../domain/rendering.ts';
import { cascade } from './cascade.ts';
import { uncoverLinks } from './disguised-links.ts';
import { readHtmlTree, writeHtml } from './html-tree.ts';
import { paint } from './paint.ts';

/**
 * Lays a letter's style sheets upon its elements, and says where links lead whose words tell something else. What comes
 * out still has to be made harmless.
 */
export function applyStyles(html: string): { html: string; ground: Ground } {
  const tree = readHtmlTree(html);
  const ground = paint(tree, cascade(tree));
  uncoverLinks(tree.root);
  return { html: writeHtml(tree.root), ground };
}
