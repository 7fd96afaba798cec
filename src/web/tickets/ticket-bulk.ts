import { say } from '../../../views/said.ts';
import type { BulkBarProps } from '../../../views/tickets/bulk-bar.tsx';
import { describeBulkChange } from '../../../views/tickets/bulk-words.ts';
import { t } from '../../../views/words.ts';
import { listAgents, listGroupsOf } from '../../db/group-access.ts';
import { type Viewer, viewerOf } from '../../db/ticket-access.ts';
import { listTickets, type TicketCursor } from '../../db/ticket-list.ts';
import type { BulkAction, BulkResult } from '../../domain/bulk-action.ts';
import { isSnoozePreset, resolvePreset } from '../../domain/day-time.ts';
import { isSettableState, isTicketPriority } from '../../domain/ticket.ts';
import { AppError, toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { redirectTo } from '../notice.ts';
import { findNumber } from '../path-id.ts';
import { timeZoneOf } from '../time-zone.ts';
import { readSeen } from './composer.ts';
import { readListPath } from './list-path.ts';
import { readListQuery } from './list-query.ts';

/** So many tickets one command takes. */
const atOnce = 200;
/** More than these are not changed by one press of a button. */
const mostChanged = 5000;

/** POST /ticket-changes: one thing with all tickets that were ticked in the list, or with all of the list. */
export function createTicketChanges(web: WebContext) {
  return async (c: WebRequest) => {
    const { numbers, back, text } = await readTicked(web, c);
    const results: BulkResult[] = [];
    const describe = () => describeResults(readAction(text, c), results);
    const undo = () => results.flatMap((result) => result.undo ?? []);
    try {
      const asked = { action: readAction(text, c), seen: readSeen(text('seen')) };
      // None ticked: the desk says so.
      for (let at = 0; at === 0 || at < numbers.length; at += atOnce) {
        const part = { numbers: numbers.slice(at, at + atOnce), ...asked };
        results.push(await web.desk.as(actorOf(c)).call('changeTickets', part));
      }
      return redirectTo(c, back, { notice: describe(), undo: undo() });
    } catch (error) {
      const { code, message } = toAppError(error);
      // What was done before stays done: it is told, and can be taken back.
      if (results.length > 0) {
        web.log.warn('not all tickets were changed', { error });
        const notice = describeStop(message, describe());
        return redirectTo(c, back, { notice, undo: undo(), isRefusal: true });
      }
      if (code !== 'invalid' && code !== 'not_found') throw error;
      const notice = t('Nothing was changed: {message}', { message: say(message) });
      return redirectTo(c, back, { notice, isRefusal: true });
    }
  };
}

/** POST /ticket-changes/undo: takes back what was done with many tickets. */
export function undoChanges(web: WebContext) {
  return async (c: WebRequest) => {
    const form = await c.req.parseBody();
    const tokens = typeof form.undo === 'string' ? form.undo.split(' ').slice(0, mostChanged / atOnce) : [];
    const back = readListPath(form.back);
    const counted = { changed: 0, left: 0 };
    const rest = [...tokens];
    try {
      for (let undo = rest.at(-1); undo !== undefined; undo = rest.at(-1)) {
        const { changed, left } = await web.desk.as(actorOf(c)).call('undoTicketChanges', { undo });
        counted.changed += changed;
        counted.left += left;
        rest.pop();
      }
    } catch (error) {
      if (rest.length === tokens.length) throw error;
      web.log.warn('not all changes were taken back', { error });
      const { code, message } = toAppError(error);
      const notice = describeStop(message, describeUndo(counted));
      // What was taken back is not taken back twice; the rest still can be, unless it is too late.
      return redirectTo(c, back, { notice, undo: code === 'not_found' ? [] : rest, isRefusal: true });
    }
    return redirectTo(c, back, { notice: describeUndo(counted) });
  };
}

/** @param done what was done before, in words */
function describeStop(message: string, done: string): string {
  return `${t('It stopped before the end: {message}', { message: say(message) })} ${done}`;
}

function describeUndo({ changed, left }: { changed: number; left: number }): string {
  const rest = left === 0 ? '' : t(' {left} had been changed since and stay.', { left });
  return t('{changed} {changed, plural, one {ticket is} other {tickets are}} as before.{rest}', {
    changed,
    rest,
  });
}

/** What the list's form says: the ticked tickets, or all of the list that it stands in. */
export async function readTicked(web: WebContext, c: WebRequest) {
  const form = await c.req.parseBody({ all: true });
  const text = (name: string) => (typeof form[name] === 'string' ? form[name] : '');
  const back = readListPath(text('back'));
  const ticked = [form.ticket ?? []].flat().flatMap((value) => findNumber(String(value)) ?? []);
  const numbers = text('all') === 'on' ? await listAll(web, viewerOf(c.get('user')), back) : ticked;
  return { numbers, back, text };
}

async function listAll(web: WebContext, viewer: Viewer, url: string): Promise<number[]> {
  const params = new URL(url, 'http://list').searchParams;
  const query = readListQuery((name) => params.get(name) ?? undefined);
  const numbers: number[] = [];
  let after: TicketCursor | undefined;
  do {
    const page = await listTickets(web.read, viewer, { ...query, after, limit: atOnce });
    numbers.push(...page.rows.map(({ number }) => number));
    after = page.next;
  } while (after !== undefined && numbers.length < mostChanged);
  return numbers.slice(0, mostChanged);
}

/** What can be done with ticked tickets, for the person who looks at the list. */
export async function loadBulkBar(
  web: WebContext,
  c: WebRequest,
  back: string,
  /** The newest fact that there was before the list was read. */
  seen: number,
): Promise<BulkBarProps> {
  const viewer = viewerOf(c.get('user'));
  const [answered, moved, shown] = await Promise.all([
    listGroupsOf(web.read, viewer, 'answer'),
    listGroupsOf(web.read, viewer, 'full'),
    listGroupsOf(web.read, viewer, 'read'),
  ]);
  const groups = moved.length === 0 ? [] : shown;
  return {
    csrf: c.get('csrf'),
    back,
    seen,
    agents: await listAgents(
      web.read,
      answered.map(({ id }) => id),
    ),
    targets: groups.length > 1 ? groups.filter(({ isActive }) => isActive) : [],
    canAnswer: answered.length > 0,
    canMerge: moved.length > 0,
  };
}

function readAction(text: (name: string) => string, c: WebRequest): BulkAction {
  const action = text('action');
  if (isSettableState(action)) return { kind: 'state', state: action };
  switch (action) {
    case 'mine':
      return { kind: 'owner', ownerId: c.get('user').id };
    case 'owner':
      return { kind: 'owner', ownerId: text('owner') === 'nobody' ? null : readId(text('owner')) };
    case 'group':
      return { kind: 'group', groupId: readId(text('group')) };
    case 'priority': {
      const priority = text('priority');
      if (!isTicketPriority(priority)) throw new AppError('invalid', 'Choose a priority from the list.');
      return { kind: 'priority', priority };
    }
    case 'snooze': {
      const preset = text('snooze');
      if (!isSnoozePreset(preset)) throw new AppError('invalid', 'Choose from the list until when.');
      return {
        kind: 'state',
        state: 'waiting',
        until: resolvePreset(preset, new Date(), timeZoneOf(c, text('zone'))),
      };
    }
    case 'tag':
      return { kind: 'tag', tags: text('tag') };
    case 'seen':
      return { kind: 'seen' };
    default:
      throw new AppError('invalid', 'Choose what to do with the tickets.');
  }
}

/** @returns "3 tickets closed. 2 not changed: you can read … (#10003, #10004)" */
function describeResults(action: BulkAction, results: readonly BulkResult[]): string {
  const changed = results.reduce((sum, result) => sum + result.changed, 0);
  const unchanged = results.reduce((sum, result) => sum + result.unchanged, 0);
  const parts = [describeBulkChange(action, changed)];
  if (unchanged > 0)
    parts.push(t('{unchanged} {unchanged, plural, one {was} other {were}} so already.', { unchanged }));
  const refused = results.flatMap((result) => result.refused);
  const reasons = Map.groupBy(refused, ({ reason }) => reason);
  for (const [reason, tickets] of reasons) {
    const named = tickets.slice(0, 5).map(({ number }) => `#${number}`);
    const more = tickets.length > 5 ? t(' and {more} more', { more: tickets.length - 5 }) : '';
    const values = { named: named.join(', '), more, reason: say(reason) };
    parts.push(t('Not changed: {named}{more}. {reason}', values));
  }
  return parts.join(' ');
}

function readId(value: string): number {
  const id = findNumber(value);
  if (id === undefined) throw new AppError('invalid', 'Choose one from the list.');
  return id;
}
