import { describeFact } from '../../../views/facts/fact-words.ts';
import { say } from '../../../views/said.ts';
import { nameLevel } from '../../../views/ticket-words.ts';
import { t } from '../../../views/words.ts';
import { listNewsOfTicket } from '../../db/facts.ts';
import type { Ticket } from '../../db/ticket-access.ts';
import { isSnoozePreset, resolvePreset, timeIn } from '../../domain/day-time.ts';
import { isSettableState, isTicketPriority } from '../../domain/ticket.ts';
import { type ChangedPart, newsBefore } from '../../domain/ticket-news.ts';
import { AppError, toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { type FormFields, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { findNumber } from '../path-id.ts';
import { timeZoneOf } from '../time-zone.ts';
import { readSeen } from './composer.ts';
import { goOn } from './next-ticket.ts';
import { getTicket } from './ticket-page.tsx';

/** POST /tickets/:number/state; with `until` a day at whose beginning a waiting ticket opens again. */
export function setTicketState(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    const form = await readFields(c);
    const state = form.text('state');
    if (!isSettableState(state)) {
      throw new AppError('invalid', `"${state}" is no state; expected open, waiting or closed.`);
    }
    const until = readUntil(c, form);
    const given = { ticketId: ticket.id, state, until, seen: readSeen(form.text('seen')) };
    return orTellNews(web, c, { ticket, about: 'state' }, async () => {
      const { undo } = await web.desk.as(actorOf(c)).call('changeTicketState', given);
      return goOn(web, c, form, {
        url: `/tickets/${ticket.number}`,
        notice: t('#{number} is {state} now.', { number: ticket.number, state: nameLevel(state) }),
        undo,
      });
    });
  };
}

/** POST /tickets/:number/owner; an empty owner is nobody. */
export function setTicketOwner(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    const form = await readFields(c);
    const ownerId = readId(form.text('owner'));
    const given = { ticketId: ticket.id, ownerId, seen: readSeen(form.text('seen')) };
    return orTellNews(web, c, { ticket, about: 'owner' }, async () => {
      await web.desk.as(actorOf(c)).call('changeTicketOwner', given);
      return redirectTo(c, `/tickets/${ticket.number}`);
    });
  };
}

/** POST /tickets/:number/group */
export function setTicketGroup(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    const form = await readFields(c);
    const groupId = readId(form.text('group'));
    if (groupId === null) throw new AppError('invalid', 'Choose a group.');
    const given = { ticketId: ticket.id, groupId, seen: readSeen(form.text('seen')) };
    return orTellNews(web, c, { ticket, about: 'group' }, async () => {
      await web.desk.as(actorOf(c)).call('changeTicketGroup', given);
      return redirectTo(c, `/tickets/${ticket.number}`);
    });
  };
}

/** POST /tickets/:number/priority */
export function setTicketPriority(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    const form = await readFields(c);
    const priority = form.text('priority');
    if (!isTicketPriority(priority)) {
      throw new AppError('invalid', `"${priority}" is no priority; expected low, normal or high.`);
    }
    const given = { ticketId: ticket.id, priority, seen: readSeen(form.text('seen')) };
    return orTellNews(web, c, { ticket, about: 'priority' }, async () => {
      await web.desk.as(actorOf(c)).call('changeTicketPriority', given);
      return redirectTo(c, `/tickets/${ticket.number}`);
    });
  };
}

/** POST /tickets/:number/tags and /tickets/:number/removed-tags */
export function setTicketTag(web: WebContext, change: 'add' | 'remove') {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    const tag = (await readFields(c)).text('tag');
    const input = { ticketId: ticket.id };
    if (change === 'add') await web.desk.as(actorOf(c)).call('addTicketTags', { ...input, tags: tag });
    else await web.desk.as(actorOf(c)).call('removeTicketTag', { ...input, tag });
    return redirectTo(c, `/tickets/${ticket.number}`);
  };
}

/** POST /tickets/:number/following */
export function setFollowing(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    const isFollowing = (await readFields(c)).text('follow') === 'on';
    await web.desk.as(actorOf(c)).call('followTicket', { ticketId: ticket.id, isFollowing });
    return redirectTo(c, `/tickets/${ticket.number}`);
  };
}

const mostNews = 5;

/** @returns what the work answers, or where nothing was changed, the page that says why: what others have done, or a day that has passed */
async function orTellNews(
  web: WebContext,
  c: WebRequest,
  { ticket, about }: { ticket: Ticket; about: ChangedPart },
  work: () => Promise<Response>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const { code, fields, message } = toAppError(error);
    // A day that a person can pick by mistake; whatever else does not fit, no form of ours sends.
    if (code === 'invalid' && fields?.until !== undefined)
      return redirectTo(c, `/tickets/${ticket.number}`, { notice: say(message), isRefusal: true });
    if (code !== 'conflict' || fields?.seen === undefined) throw error;
    const news = await listNewsOfTicket(web.read, {
      ticketId: ticket.id,
      after: Number(fields.seen),
      kinds: newsBefore[about],
      but: c.get('user').id,
      limit: mostNews,
    });
    const changes = news
      .toReversed()
      .map((fact) => [fact.actor.name ?? '', describeFact(fact)].filter(Boolean).join(': '))
      .join('; ');
    const notice = t(
      'Nothing was changed, because of what happened meanwhile ({changes}). Do it again if it still fits.',
      { changes },
    );
    return redirectTo(c, `/tickets/${ticket.number}`, { notice, isRefusal: true });
  }
}

/** @returns undefined where the form names no end of the waiting. @throws AppError invalid */
function readUntil(c: WebRequest, form: FormFields): Date | undefined {
  const timeZone = timeZoneOf(c, form.text('zone'));
  const preset = form.text('snooze');
  if (isSnoozePreset(preset)) return resolvePreset(preset, new Date(), timeZone);
  return form.text('until') === '' ? undefined : readDay(form.text('until'), timeZone);
}

/** The beginning of the day, by the clock of the person. */
function readDay(value: string, timeZone: string): Date {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
  const isDay = !Number.isNaN(new Date(`${value}T00:00:00Z`).getTime());
  if (year === undefined || !isDay) {
    throw new AppError('invalid', `"${value.slice(0, 40)}" is no day; expected one like 2026-12-31.`);
  }
  return timeIn({ year: Number(year), month: Number(month), day: Number(day), hour: 0 }, timeZone);
}

function readId(value: string): number | null {
  if (value === '') return null;
  const id = findNumber(value);
  if (id === undefined) throw new AppError('invalid', `"${value.slice(0, 40)}" is no identifier.`);
  return id;
}
