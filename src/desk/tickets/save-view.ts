import { countSavedViews, deleteSavedView, putSavedView } from '../../db/saved-views.ts';
import { readSearch } from '../../domain/search-query.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

const mostViews = 20;
const mostLetters = 40;

/** Keeps a search under a name among a person's views. @throws AppError invalid */
export async function saveView(
  desk: Desk,
  { userId, name, query }: { userId: number; name: string; query: string },
): Promise<void> {
  const label = name.replace(/\s+/g, ' ').trim();
  if (label === '' || label.length > mostLetters) {
    throw new AppError('invalid', `Give the search a name of at most ${mostLetters} letters.`);
  }
  const read = readSearch(query);
  if (read.kind === 'unclear') throw new AppError('invalid', read.message);
  await desk.write(async (tx) => {
    if ((await countSavedViews(tx, userId)) >= mostViews) {
      throw new AppError('invalid', `You have ${mostViews} saved searches already; remove one first.`);
    }
    await putSavedView(tx, { userId, name: label, query: query.trim(), createdAt: desk.now() });
  });
}

export async function removeView(desk: Desk, { userId, id }: { userId: number; id: number }): Promise<void> {
  await desk.write((tx) => deleteSavedView(tx, userId, id));
}
