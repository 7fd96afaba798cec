import { ListPage } from '../../../views/filters/list-page.tsx';
import { t } from '../../../views/words.ts';
import { type Filter, listFilters } from '../../db/filters.ts';
import { listGroups } from '../../db/groups.ts';
import { listUsers } from '../../db/users.ts';
import { checkConditions } from '../../domain/filters/filter-input.ts';
import { toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';

const url = '/settings/filters';

export function showFilters(web: WebContext) {
  return async (c: WebRequest) => {
    const [filters, groups, users] = await Promise.all([
      listFilters(web.read),
      listGroups(web.read),
      listUsers(web.read),
    ]);
    const names = {
      groups: new Map(groups.map(({ id, name }) => [id, name])),
      users: new Map(users.map(({ id, name }) => [id, name])),
    };
    const listed = filters.map((filter) => ({ ...filter, fault: findFault(filter) }));
    const page = <ListPage csrf={c.get('csrf')} filters={listed} names={names} />;
    return renderPage(c, { title: t('Filters'), active: 'settings' }, page);
  };
}

export function moveFilter(web: WebContext) {
  return async (c: WebRequest) => {
    const { to } = await c.req.parseBody();
    await web.desk.as(actorOf(c)).call('moveFilter', { id: readPathId(c), to: to === 'up' ? 'up' : 'down' });
    return redirectTo(c, url);
  };
}

export function switchFilter(web: WebContext) {
  return async (c: WebRequest) => {
    const { isActive } = await c.req.parseBody();
    await web.desk.as(actorOf(c)).call('switchFilter', { id: readPathId(c), isActive: isActive === 'on' });
    return redirectTo(c, url);
  };
}

export function deleteFilter(web: WebContext) {
  return async (c: WebRequest) => {
    await web.desk.as(actorOf(c)).call('removeFilter', { id: readPathId(c) });
    return redirectTo(c, url, { notice: t('The filter is deleted.') });
  };
}

/** A filter saved by another version may hold a pattern that this one refuses. */
function findFault({ conditions }: Filter): string | undefined {
  try {
    checkConditions(conditions);
    return undefined;
  } catch (error) {
    const { message, fields = {} } = toAppError(error);
    return Object.values(fields)[0] ?? message;
  }
}
