import { t } from '../../../views/words.ts';
import { isSnoozePreset, resolvePreset, timeIn } from '../../domain/day-time.ts';
import { isSettableState, isTicketPriority } from '../../domain/ticket.ts';
import { AppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { type FormFields, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { findNumber } from '../path-id.ts';
import { timeZoneOf } from '../time-zone.ts';
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
    await web.desk.as(actorOf(c)).call('changeTicketState', { ticketId: ticket.id, state, until });
    const url = `/tickets/${ticket.number}`;
    return goOn(web, c, form, {
      url,
      notice: t('#{number} is {state} now.', { number: ticket.number, state }),
    });
  };
}

/** POST /tickets/:number/owner; an empty owner is nobody. */
export function setTicketOwner(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    const ownerId = readId((await readFields(c)).text('owner'));
    await web.desk.as(actorOf(c)).call('changeTicketOwner', { ticketId: ticket.id, ownerId });
    return redirectTo(c, `/tickets/${ticket.number}`);
  };
}

/** POST /tickets/:number/group */
export function setTicketGroup(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    const groupId = readId((await readFields(c)).text('group'));
    if (groupId === null) throw new AppError('invalid', 'Choose a group.');
    await web.desk.as(actorOf(c)).call('changeTicketGroup', { ticketId: ticket.id, groupId });
    return redirectTo(c, `/tickets/${ticket.number}`);
  };
}

/** POST /tickets/:number/priority */
export function setTicketPriority(web: WebContext) {
  return async (c: WebRequest) => {
    const ticket = await getTicket(web, c);
    const priority = (await readFields(c)).text('priority');
    if (!isTicketPriority(priority)) {
      throw new AppError('invalid', `"${priority}" is no priority; expected low, normal or high.`);
    }
    await web.desk.as(actorOf(c)).call('changeTicketPriority', { ticketId: ticket.id, priority });
    return redirectTo(c, `/tickets/${ticket.number}`);
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
