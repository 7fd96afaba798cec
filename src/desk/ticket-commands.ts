import type { Desk } from './desk.ts';
import { type RenderArticles, renderArticles } from './tickets/render-articles.ts';

/** What agents do with tickets. Who may see which ticket is checked where the request comes in. */
export function deliveryCommands(desk: Desk) {
  return {
    renderArticles: (input: RenderArticles) => renderArticles(desk, input),
  };
}
