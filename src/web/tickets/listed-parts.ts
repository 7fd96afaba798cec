import type { ArticleItem } from '../../../views/tickets/article.tsx';

/** What a page lists of all its messages together: a thousand files of one byte, and as many people, fit into a small mail. */
const mostOfPage = { files: 500, people: 1_000 };
/** Of each message so many stand there whatever the others have. */
const leastOfEach = { files: 10, people: 8 };

type Listed = Pick<ArticleItem, 'direction' | 'to' | 'cc' | 'attachments'>;

/**
 * Lists no more than a page has room for, of the newest messages first.
 * @param items in the order they came
 * @returns them, each with how many files and people are left out of it
 */
export function boundLists<Item extends Listed>(
  items: readonly Item[],
): (Item & { readonly moreFiles: number; readonly morePeople: number })[] {
  const room = { ...mostOfPage };
  const bounded = items.toReversed().map((item) => {
    const attachments = item.attachments.slice(0, Math.max(leastOfEach.files, room.files));
    room.files -= attachments.length;
    const { to, cc } = boundPeople(item, Math.max(leastOfEach.people, room.people));
    room.people -= to.length + cc.length;
    const moreFiles = item.attachments.length - attachments.length;
    const morePeople = item.to.length + item.cc.length - to.length - cc.length;
    return { ...item, attachments, to, cc, moreFiles, morePeople };
  });
  return bounded.reverse();
}

/** Whom we have written to ourselves is bounded where it is written. */
function boundPeople({ direction, to, cc }: Listed, most: number): Pick<Listed, 'to' | 'cc'> {
  if (direction === 'out') return { to, cc };
  const shown = to.slice(0, most);
  return { to: shown, cc: cc.slice(0, most - shown.length) };
}
