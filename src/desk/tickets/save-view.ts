import * as z from 'zod';
import {
  countSavedViews,
  deleteSavedView,
  listSavedViews,
  putSavedView,
  updateSavedView,
} from '../../db/saved-views.ts';
import { readSearch } from '../../domain/search-query.ts';
import { AppError } from '../../errors.ts';
import { type Act, defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

const mostViews = 20;
const mostLetters = 40;

/**
 * Whoever is signed in: keeps a search under a name among his own views; with a group, for all who see it, which takes that
 * he may answer there.
 * @throws AppError invalid, not_found, forbidden
 */
export const saveView = defineCommand({
  name: 'saveView',
  input: z.strictObject({ name: z.string(), query: z.string(), groupId: id.optional() }),
  needs: 'user',
  async run(act, { name, query, groupId }) {
    const userId = act.person();
    if (groupId !== undefined) await act.need({ groupId, level: 'answer' });
    const label = name.replace(/\s+/g, ' ').trim();
    if (label === '' || label.length > mostLetters) {
      throw new AppError('invalid', `Give the search a name of at most ${mostLetters} letters.`);
    }
    const read = readSearch(query);
    if (read.kind === 'unclear') throw new AppError('invalid', read.message);
    if ((await countSavedViews(act.tx, userId)) >= mostViews) {
      throw new AppError('invalid', `You have ${mostViews} saved searches already; remove one first.`);
    }
    const position = (await listSavedViews(act.tx, act.viewer)).length;
    const view = { userId, name: label, query: query.trim(), groupId: groupId ?? null, position };
    await putSavedView(act.tx, { ...view, createdAt: act.now });
  },
});

/** Whose it is, or who may answer in the group that shares it: removes a view. @returns its name. @throws AppError not_found, forbidden */
export const removeView = defineCommand({
  name: 'removeView',
  input: z.strictObject({ id }),
  needs: 'user',
  async run(act, input) {
    const view = await getView(act, input.id);
    await deleteSavedView(act.tx, view.id);
    return { name: view.name };
  },
});

/** As removing it: shares a view with a group, or makes it the person's own (null). @throws AppError not_found, forbidden */
export const shareView = defineCommand({
  name: 'shareView',
  input: z.strictObject({ id, groupId: id.nullable() }),
  needs: 'user',
  async run(act, input) {
    const view = await getView(act, input.id);
    if (input.groupId !== null) await act.need({ groupId: input.groupId, level: 'answer' });
    else if (view.userId !== act.person()) {
      throw new AppError('forbidden', 'Somebody else has made this view; remove it instead.');
    }
    await updateSavedView(act.tx, view.id, { groupId: input.groupId });
  },
});

/** As removing it: puts a view one place earlier or later among those that the person sees. @throws AppError not_found, forbidden */
export const moveView = defineCommand({
  name: 'moveView',
  input: z.strictObject({ id, step: z.union([z.literal(-1), z.literal(1)]) }),
  needs: 'user',
  async run(act, input) {
    const view = await getView(act, input.id);
    const views = await listSavedViews(act.tx, act.viewer);
    const at = views.findIndex((each) => each.id === view.id);
    const order = views.toSpliced(at, 1).toSpliced(Math.max(0, at + input.step), 0, view);
    for (const [position, { id: viewId }] of order.entries())
      await updateSavedView(act.tx, viewId, { position });
  },
});

async function getView(act: Act, viewId: number) {
  act.person();
  const view = (await listSavedViews(act.tx, act.viewer)).find((each) => each.id === viewId);
  if (view === undefined)
    throw new AppError('not_found', 'There is no such saved search, or it is not yours.');
  if (view.groupId !== null) await act.need({ groupId: view.groupId, level: 'answer' });
  return view;
}
