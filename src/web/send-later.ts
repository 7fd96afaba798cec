import { isSnoozePreset, resolvePreset, timeIn } from '../domain/day-time.ts';
import { AppError } from '../errors.ts';
import type { WebRequest } from './context.ts';
import { timeZoneOf } from './time-zone.ts';

/** A form that says when a message is to go out: by a preset, or by the clock of the person. */
interface TimedForm {
  text(name: string): string;
}

/** @returns undefined for a message that is to go at once. @throws AppError invalid */
export function readSendAt(c: WebRequest, form: TimedForm): Date | undefined {
  const later = form.text('later');
  if (later === '') return undefined;
  const timeZone = timeZoneOf(c, form.text('zone'));
  return isSnoozePreset(later)
    ? resolvePreset(later, new Date(), timeZone)
    : readClock(form.text('sendAt'), timeZone);
}

function readClock(value: string, timeZone: string): Date {
  const [, year, month, day, hour, minute] =
    /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::\d{2})?$/.exec(value) ?? [];
  if (minute === undefined || Number.isNaN(new Date(`${value.slice(0, 16)}:00Z`).getTime())) {
    const message = 'Choose the day and the time that it is to be sent at.';
    throw new AppError('invalid', message, { fields: { sendAt: message } });
  }
  const date = { year: Number(year), month: Number(month), day: Number(day) };
  return timeIn({ ...date, hour: Number(hour), minute: Number(minute) }, timeZone);
}
