import type { ArticleItem } from '../../../views/tickets/article.tsx';

/** Whom a page names of all its messages together: a thousand people fit into a small mail. */
const mostPeople = 1_000;
/** Of each message so many stand there whatever the others have. */
const leastPeople = 8;

type Listed = Pick<ArticleItem, 'direction' | 'to' | 'cc'>;

/**
 * Names no more people than a page has room for, of the newest messages first.
 * @param items in the order they came
 * @returns them, each with how many people are left out of it
 */
export function boundPeople<Item extends Listed>(
  items: readonly Item[],
): (Item & { readonly morePeople: number })[] {
  let room = mostPeople;
  const bounded = items.toReversed().map((item) => {
    const { to, cc } = cutPeople(item, Math.max(leastPeople, room));
    room -= to.length + cc.length;
    return { ...item, to, cc, morePeople: item.to.length + item.cc.length - to.length - cc.length };
  });
  return bounded.reverse();
}

/** Whom we have written to ourselves is bounded where it is written. */
function cutPeople({ direction, to, cc }: Listed, most: number): Pick<Listed, 'to' | 'cc'> {
  if (direction === 'out') return { to, cc };
  const shown = to.slice(0, most);
  return { to: shown, cc: cc.slice(0, most - shown.length) };
}
