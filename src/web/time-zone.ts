import { isTimeZone } from '../domain/day-time.ts';
import type { WebRequest } from './context.ts';

/** @param browsers what the page's script says; '' without one. @returns the clock that the person goes by: as chosen on the account page, else the browser's, else UTC */
export function timeZoneOf(c: WebRequest, browsers: string): string {
  return [c.get('user').timeZone, browsers].find((zone) => isTimeZone(zone)) ?? 'UTC';
}
