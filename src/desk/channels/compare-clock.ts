import { getAppRegistration } from '../../db/app-registrations.ts';
import type { Channel } from '../../db/channels.ts';
import type { CheckFinding } from '../../domain/diagnosis/connection-check.ts';
import { RemoteError } from '../../domain/failure.ts';
import { measureClock } from '../../microsoft/server-clock.ts';
import type { Desk } from '../desk.ts';
import { getCloud } from '../microsoft/clouds.ts';

/** Entra takes tokens and assertions that are as far off as this. */
const mostSkew = 5 * 60_000;

/**
 * @throws RemoteError entra `CLOCK_OFF` where this machine's clock is off so far that a sign-in may fail of it; network
 */
export async function compareClock(desk: Desk, channel: Channel): Promise<CheckFinding> {
  if (channel.appRegistrationId === null) return { code: 'no_clock' };
  const { cloud: id } = await getAppRegistration(desk.read, channel.appRegistrationId);
  const cloud = await getCloud(desk, id);
  const ahead = await measureClock(cloud, desk.now);
  const { host } = new URL(cloud.authority);
  if (ahead === undefined) return { code: 'clock_silent', host };
  if (Math.abs(ahead) <= mostSkew) return { code: 'clock_right', host };
  const text = describeGap(ahead, host);
  throw new RemoteError({ origin: 'entra', code: 'CLOCK_OFF', error: 'clock_off', text });
}

function describeGap(ahead: number, host: string): string {
  const minutes = Math.round(Math.abs(ahead) / 60_000);
  const hours = Math.round(minutes / 60);
  if (minutes < 180) {
    return ahead > 0
      ? `This machine's clock is ${minutes} minutes ahead of that of ${host}.`
      : `This machine's clock is ${minutes} minutes behind that of ${host}.`;
  }
  return ahead > 0
    ? `This machine's clock is ${hours} hours ahead of that of ${host}.`
    : `This machine's clock is ${hours} hours behind that of ${host}.`;
}
