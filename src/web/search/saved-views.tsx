import { SavedViewsPage } from '../../../views/search/saved-views-page.tsx';
import { SavedTabs, type SavedViewItem } from '../../../views/search/view-tabs.tsx';
import { t } from '../../../views/words.ts';
import { listGroupsOf } from '../../db/group-access.ts';
import { listSavedViews } from '../../db/saved-views.ts';
import { type Viewer, viewerOf } from '../../db/ticket-access.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { findNumber, readPathId } from '../path-id.ts';

const mostCounted = 99;

/** The views behind the usual ones, with the counts that are known and not too old. */
export async function loadSavedViews(web: WebContext, c: WebRequest): Promise<SavedViewItem[]> {
  const viewer = viewerOf(c.get('user'));
  const views = await listSavedViews(web.read, viewer);
  return views.map(({ id, name, query, group }) => ({
    id,
    name,
    query,
    group: group ?? undefined,
    count: web.viewCounts.find(keyOf(viewer, query)),
  }));
}

/** GET /saved-views/tabs?q=: the views with their counts, made anew where they are too old. */
export function showSavedTabs(web: WebContext) {
  return async (c: WebRequest) => {
    const viewer = viewerOf(c.get('user'));
    for (const { query } of await listSavedViews(web.read, viewer)) {
      await web.viewCounts.count(keyOf(viewer, query), () => countHits(web, viewer, query));
    }
    const savedViews = (await loadSavedViews(web, c)).map((view) => ({ ...view, count: view.count ?? '' }));
    return c.html(<SavedTabs search={c.req.query('q') ?? ''} savedViews={savedViews} />);
  };
}

/** GET /saved-views: to order, share and remove them. */
export function showSavedViews(web: WebContext) {
  return async (c: WebRequest) => {
    const viewer = viewerOf(c.get('user'));
    const groups = await listGroupsOf(web.read, viewer, 'answer');
    const views = await listSavedViews(web.read, viewer);
    const mayChange = (groupId: number | null) => groupId === null || groups.some(({ id }) => id === groupId);
    return renderPage(
      c,
      { title: t('Saved searches'), active: 'tickets' },
      <SavedViewsPage
        csrf={c.get('csrf')}
        groups={groups}
        views={views.map((view) => ({ ...view, canChange: mayChange(view.groupId) }))}
      />,
    );
  };
}

/** POST /saved-views */
export function createSavedView(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await readFields(c);
    const query = form.text('q');
    const input = { name: form.text('name'), query, groupId: findNumber(form.text('group')) };
    await web.desk.as(actorOf(c)).call('saveView', input);
    return redirectTo(c, `/tickets?${new URLSearchParams({ q: query })}`, {
      notice: t('The search is saved.'),
    });
  };
}

/** POST /saved-views/:id/deletion */
export function deleteSavedView(web: WebContext) {
  return async (c: WebRequest) => {
    const { name } = await web.desk.as(actorOf(c)).call('removeView', { id: readPathId(c) });
    const back = (await readFields(c)).text('back') === 'views' ? '/saved-views' : '/tickets';
    return redirectTo(c, back, { notice: t('“{name}” is removed.', { name }) });
  };
}

/** POST /saved-views/:id/position: one place up or down. */
export function setViewPosition(web: WebContext) {
  return async (c: WebRequest) => {
    const step = (await readFields(c)).text('step') === 'up' ? -1 : 1;
    await web.desk.as(actorOf(c)).call('moveView', { id: readPathId(c), step });
    return redirectTo(c, '/saved-views');
  };
}

/** POST /saved-views/:id/group: whom it is for. */
export function setViewGroup(web: WebContext) {
  return async (c: WebRequest) => {
    const groupId = findNumber((await readFields(c)).text('group')) ?? null;
    await web.desk.as(actorOf(c)).call('shareView', { id: readPathId(c), groupId });
    return redirectTo(c, '/saved-views', { notice: t('Saved.') });
  };
}

async function countHits(web: WebContext, viewer: Viewer, input: string): Promise<string> {
  const result = await web.reads.searchTickets(viewer, { input, limit: mostCounted });
  if (result.kind === 'unclear') return '';
  return result.next === undefined ? String(result.hits.length) : `${mostCounted}+`;
}

function keyOf(viewer: Viewer, query: string): string {
  return `${viewer.userId}/${viewer.isAdmin}/${query}`;
}
