import { orderFor, type TicketCursor } from '../../db/ticket-list.ts';
import { chooseOrder, type ListOrder } from '../../domain/list-order.ts';
import { chooseView, type TicketView, type TicketViewName } from '../../domain/ticket-view.ts';
import { findNumber } from '../path-id.ts';

/** Which list of tickets is asked for, and which page of it. */
interface ListQuery {
  readonly view: TicketView & { readonly name: TicketViewName };
  readonly groupId: number | undefined;
  /** Whose unfinished tickets, where they are not those of the person who looks. */
  readonly ownerId: number | undefined;
  readonly order: ListOrder;
  readonly after: TicketCursor | undefined;
}

/** @param query of the list's address; what it does not know is as if it were not there */
export function readListQuery(query: (name: string) => string | undefined): ListQuery {
  const view: ListQuery['view'] = chooseView(query('view'));
  return {
    view,
    groupId: findNumber(query('group')),
    ownerId: view.owner === 'me' ? findNumber(query('owner')) : undefined,
    order: orderFor(view, chooseOrder(query('sort'))),
    after: readCursor(query('after')),
  };
}

/** @returns the address of a page of the list, the first one unless `after` is given */
export function listUrl({ view, groupId, ownerId, order }: ListQuery, after?: TicketCursor): string {
  const query = new URLSearchParams({ view: view.name });
  if (groupId !== undefined) query.set('group', String(groupId));
  if (ownerId !== undefined) query.set('owner', String(ownerId));
  if (order !== 'activity') query.set('sort', order);
  if (after !== undefined) query.set('after', writeCursor(after));
  return `/tickets?${query}`;
}

function writeCursor({ key, id }: TicketCursor): string {
  return typeof key === 'number' ? `${key}-${id}` : `_${Buffer.from(key).toString('base64url')}.${id}`;
}

/** @returns undefined for anything that is no cursor: then the first page is shown */
function readCursor(value = ''): TicketCursor | undefined {
  const byNumber = /^(-?\d{1,16})-(\d{1,15})$/.exec(value);
  if (byNumber !== null) return { key: Number(byNumber[1]), id: Number(byNumber[2]) };
  const byText = /^_([\w-]{0,1000})\.(\d{1,15})$/.exec(value);
  if (byText === null) return undefined;
  return { key: Buffer.from(byText[1] ?? '', 'base64url').toString('utf8'), id: Number(byText[2]) };
}
