import type { BulkBarProps } from '../../../views/tickets/bulk-bar.tsx';
import { listAgents, listGroupsOf } from '../../db/group-access.ts';
import { viewerOf } from '../../db/ticket-access.ts';
import type { BulkAction, BulkResult } from '../../domain/bulk-action.ts';
import { isSettableState } from '../../domain/ticket.ts';
import { AppError, toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { findNumber } from '../path-id.ts';

/** POST /ticket-changes: one thing with all tickets that were ticked in the list. */
export function createTicketChanges(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await c.req.parseBody({ all: true });
    const text = (name: string) => (typeof form[name] === 'string' ? form[name] : '');
    const ticked = [form.ticket ?? []].flat().flatMap((value) => findNumber(String(value)) ?? []);
    const back = /^\/tickets(\?|$)/.test(text('back')) ? text('back') : '/tickets';
    try {
      const action = readAction(text, c.get('user').id);
      const result = await web.desk.as(actorOf(c)).call('changeTickets', { numbers: ticked, action });
      return redirectTo(c, back, { notice: describeResult(result) });
    } catch (error) {
      const { code, message } = toAppError(error);
      if (code !== 'invalid' && code !== 'not_found') throw error;
      return redirectTo(c, back, { notice: `Nothing was changed: ${message}` });
    }
  };
}

/** What can be done with ticked tickets, for the person who looks at the list. */
export async function loadBulkBar(web: WebContext, c: WebRequest, back: string): Promise<BulkBarProps> {
  const viewer = viewerOf(c.get('user'));
  const [answered, moved, seen] = await Promise.all([
    listGroupsOf(web.read, viewer, 'answer'),
    listGroupsOf(web.read, viewer, 'full'),
    listGroupsOf(web.read, viewer, 'read'),
  ]);
  const groups = moved.length === 0 ? [] : seen;
  return {
    csrf: c.get('csrf'),
    back,
    agents: await listAgents(
      web.read,
      answered.map(({ id }) => id),
    ),
    targets: groups.length > 1 ? groups.filter(({ isActive }) => isActive) : [],
    canAnswer: answered.length > 0,
  };
}

function readAction(text: (name: string) => string, userId: number): BulkAction {
  const action = text('action');
  if (isSettableState(action)) return { kind: 'state', state: action };
  switch (action) {
    case 'mine':
      return { kind: 'owner', ownerId: userId };
    case 'owner':
      return { kind: 'owner', ownerId: text('owner') === 'nobody' ? null : readId(text('owner')) };
    case 'group':
      return { kind: 'group', groupId: readId(text('group')) };
    case 'tag':
      return { kind: 'tag', tags: text('tag') };
    case 'seen':
      return { kind: 'seen' };
    default:
      throw new AppError('invalid', 'Choose what to do with the tickets.');
  }
}

/** @returns "3 tickets changed. 2 not changed: you can read … (#10003, #10004)" */
function describeResult({ changed, unchanged, refused }: BulkResult): string {
  const parts = [`${changed} ${changed === 1 ? 'ticket' : 'tickets'} changed.`];
  if (unchanged > 0) parts.push(`${unchanged} ${unchanged === 1 ? 'was' : 'were'} so already.`);
  const reasons = Map.groupBy(refused, ({ reason }) => reason);
  for (const [reason, tickets] of reasons) {
    const named = tickets.slice(0, 5).map(({ number }) => `#${number}`);
    const more = tickets.length > 5 ? ` and ${tickets.length - 5} more` : '';
    parts.push(`Not changed: ${named.join(', ')}${more}. ${reason}`);
  }
  return parts.join(' ');
}

function readId(value: string): number {
  const id = findNumber(value);
  if (id === undefined) throw new AppError('invalid', 'Choose one from the list.');
  return id;
}
