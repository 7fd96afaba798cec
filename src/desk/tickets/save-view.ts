import * as z from 'zod';
import type { Reader } from '../../db/care/open.ts';
import { getGroup } from '../../db/groups.ts';
import {
  countSavedViews,
  deleteSavedView,
  findOwnSavedView,
  listSavedViews,
  putSavedView,
  type SavedView,
  updateSavedView,
} from '../../db/saved-views.ts';
import { findAccess, type Viewer } from '../../db/ticket-access.ts';
import { allows } from '../../domain/access.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { type Matter, orderOfSearches, savedSearchOf } from '../../domain/matters.ts';
import { readSearch } from '../../domain/search-query.ts';
import { placeViews, viewGap } from '../../domain/view-order.ts';
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
  async about({ name }, db, { userId }) {
    const same = await findOwnSavedView(db, userId, readName(name));
    return same === undefined ? undefined : savedSearchOf(same.id);
  },
  needs: 'user',
  async run(act, { name, query, groupId }) {
    const userId = act.person();
    if (groupId !== undefined) await act.need({ groupId, level: 'answer' });
    const label = readName(name);
    if (label === '' || label.length > mostLetters) {
      throw new AppError('invalid', `Give the search a name of at most ${mostLetters} letters.`);
    }
    const read = readSearch(query);
    if (read.kind === 'unclear') throw new AppError('invalid', read.message);
    const before = await findOwnSavedView(act.tx, userId, label);
    await assertMayChange(act, before);
    // One that is there gets the new search.
    if (before === undefined && (await countSavedViews(act.tx, userId)) >= mostViews) {
      throw new AppError('invalid', `You have ${mostViews} saved searches already; remove one first.`);
    }
    const last = (await listSavedViews(act.tx, act.viewer)).at(-1);
    const position = (last?.position ?? 0) + viewGap;
    const view = { userId, name: label, query: query.trim(), groupId: groupId ?? null, position };
    const viewId = await putSavedView(act.tx, { ...view, createdAt: act.now });
    await noteView(act, before, { ...view, id: viewId });
  },
});

/** Whose it is, or who may answer in the group that shares it: removes a view. @returns its name. @throws AppError not_found, forbidden */
export const removeView = defineCommand({
  name: 'removeView',
  input: z.strictObject({ id }),
  async about(input, db, viewer) {
    const view = await findVisibleView(db, viewer, input.id);
    return view && savedSearchOf(view.id);
  },
  needs: 'user',
  async run(act, input) {
    const view = await getView(act, input.id);
    await deleteSavedView(act.tx, view.id);
    noteShared(act, 'saved_search.removed', view);
    return { name: view.name };
  },
});

/** As removing it: shares a view with a group, or makes it the person's own (null). @throws AppError not_found, forbidden */
export const shareView = defineCommand({
  name: 'shareView',
  input: z.strictObject({ id, groupId: id.nullable() }),
  async about(input, db, viewer) {
    const view = await findVisibleView(db, viewer, input.id);
    return view && savedSearchOf(view.id);
  },
  needs: 'user',
  async run(act, input) {
    const view = await getView(act, input.id);
    if (input.groupId !== null) await act.need({ groupId: input.groupId, level: 'answer' });
    else if (view.userId !== act.person()) {
      throw new AppError('forbidden', 'Somebody else has made this view; remove it instead.');
    }
    await updateSavedView(act.tx, view.id, { groupId: input.groupId });
    await noteView(act, view, { ...view, groupId: input.groupId });
  },
});

/**
 * As removing it: puts a view one place earlier or later among those that the person sees. The searches of groups in which
 * he only reads stay where they are, for whoever else sees them. @throws AppError not_found, forbidden
 */
export const moveView = defineCommand({
  name: 'moveView',
  input: z.strictObject({ id, step: z.union([z.literal(-1), z.literal(1)]) }),
  async about(input, db, viewer): Promise<readonly Matter[]> {
    const view = await findVisibleView(db, viewer, input.id);
    if (view === undefined) return [];
    return [savedSearchOf(view.id), ...(view.groupId === null ? [] : [orderOfSearches(view.groupId)])];
  },
  needs: 'user',
  async run(act, input) {
    const view = await getView(act, input.id);
    const views = await listSavedViews(act.tx, act.viewer);
    const movable = new Set((await listSavedViews(act.tx, act.viewer, 'answer')).map((each) => each.id));
    const staying = new Set(views.map((each) => each.id).filter((each) => !movable.has(each)));
    const at = views.findIndex((each) => each.id === view.id);
    // Between two that stay there may be no room: then it goes past both.
    for (let to = at + input.step; to >= 0 && to < views.length; to += input.step) {
      const placed = placeViews(views.toSpliced(at, 1).toSpliced(to, 0, view), staying);
      if (placed === undefined) continue;
      for (const [viewId, position] of placed) await updateSavedView(act.tx, viewId, { position });
      return noteShared(act, 'saved_search.moved', view);
    }
  },
});

/** As removing it. @throws AppError forbidden, also for one that he does not see any more */
async function assertMayChange({ tx, viewer }: Act, view: SavedView | undefined): Promise<void> {
  const groupId = view?.groupId ?? null;
  if (groupId === null || allows(await findAccess(tx, viewer, groupId), 'answer')) return;
  const message =
    'You have shared a search of this name with others, and may not change it any more; choose another name.';
  throw new AppError('forbidden', message);
}

function readName(name: string): string {
  return name.replace(/\s+/g, ' ').trim();
}

async function getView(act: Act, viewId: number) {
  act.person();
  const view = await findVisibleView(act.tx, act.viewer, viewId);
  if (view === undefined)
    throw new AppError('not_found', 'There is no such saved search, or it is not yours.');
  if (view.groupId !== null) await act.need({ groupId: view.groupId, level: 'answer' });
  return view;
}

async function findVisibleView(db: Reader, viewer: Viewer, viewId: number) {
  return (await listSavedViews(db, viewer)).find((each) => each.id === viewId);
}

type Named = Pick<SavedView, 'id' | 'name' | 'query' | 'groupId'>;

/** What is shared, before or after, is for the others of the group to know. */
async function noteView(act: Act, before: Named | undefined, after: Named): Promise<void> {
  const data = { savedSearchId: after.id, name: after.name };
  if (before === undefined) return noteShared(act, 'saved_search.added', after);
  const changes = listChanges(await describe(act, before), await describe(act, after));
  if (changes.length === 0) return;
  for (const groupId of new Set([before.groupId, after.groupId])) {
    if (groupId !== null) act.record({ groupId, kind: 'saved_search.changed', data: { ...data, changes } });
  }
}

async function describe({ tx }: Act, { query, groupId }: Named) {
  return { query, group: groupId === null ? null : (await getGroup(tx, groupId)).name };
}

function noteShared(
  act: Act,
  kind: 'saved_search.added' | 'saved_search.moved' | 'saved_search.removed',
  { id: savedSearchId, name, groupId }: Named,
): void {
  if (groupId !== null) act.record({ groupId, kind, data: { savedSearchId, name } });
}
