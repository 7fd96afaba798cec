import * as z from 'zod';
import { countSavedViews, deleteSavedView, listSavedViews, putSavedView } from '../../db/saved-views.ts';
import { readSearch } from '../../domain/search-query.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

const mostViews = 20;
const mostLetters = 40;

/** Whoever is signed in: keeps a search under a name among his own views. @throws AppError invalid */
export const saveView = defineCommand({
  name: 'saveView',
  input: z.strictObject({ name: z.string(), query: z.string() }),
  needs: 'user',
  async run(act, { name, query }) {
    const userId = act.person();
    const label = name.replace(/\s+/g, ' ').trim();
    if (label === '' || label.length > mostLetters) {
      throw new AppError('invalid', `Give the search a name of at most ${mostLetters} letters.`);
    }
    const read = readSearch(query);
    if (read.kind === 'unclear') throw new AppError('invalid', read.message);
    if ((await countSavedViews(act.tx, userId)) >= mostViews) {
      throw new AppError('invalid', `You have ${mostViews} saved searches already; remove one first.`);
    }
    await putSavedView(act.tx, { userId, name: label, query: query.trim(), createdAt: act.now });
  },
});

/** Whoever is signed in: removes one of his own views. @returns its name. @throws AppError not_found */
export const removeView = defineCommand({
  name: 'removeView',
  input: z.strictObject({ id }),
  needs: 'user',
  async run(act, input) {
    const view = (await listSavedViews(act.tx, act.person())).find((each) => each.id === input.id);
    if (view === undefined) {
      throw new AppError('not_found', 'There is no such saved search, or it is not yours.');
    }
    await deleteSavedView(act.tx, view.userId, view.id);
    return { name: view.name };
  },
});
