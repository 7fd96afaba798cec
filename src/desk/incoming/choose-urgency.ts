import { isAtWork } from '../at-work.ts';
import type { Desk } from '../desk.ts';

/** @returns how mail that comes in is written (db/care/write): with long pauses at times only where nobody waits for them */
export function chooseUrgency(desk: Desk): 'mail' | 'bulk' {
  return isAtWork(desk) ? 'mail' : 'bulk';
}
