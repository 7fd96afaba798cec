import { findAppRegistration } from '../../db/app-registrations.ts';
import { findGap } from '../../domain/clock-state.ts';
import { measureClock } from '../../microsoft/server-clock.ts';
import type { Desk } from '../desk.ts';
import { getCloud } from '../microsoft/clouds.ts';

/**
 * Compares the clock of the machine with Microsoft's, so that every page says it where it is off: nobody looks for that
 * behind a code that is refused.
 */
export async function watchClock(desk: Desk): Promise<void> {
  const registration = await findAppRegistration(desk.read);
  if (registration === undefined) return;
  // Where nobody answers, or nobody knows whom to ask, what was known still holds, and the channels tell of the rest.
  const measured = await getCloud(desk, registration.cloud)
    .then((cloud) => measureClock(cloud, desk.now))
    .catch(() => undefined);
  if (measured === undefined) return;
  const ahead = findGap(measured);
  const { clock } = desk.memory;
  if ((ahead === undefined) !== (clock.ahead === undefined)) {
    desk.log.warn('the clock was compared with that of Microsoft', { ahead: measured });
  }
  desk.memory.clock = { ...clock, ahead };
}
