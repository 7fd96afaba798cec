import type { Cloud } from '../domain/cloud.ts';
import { sendHttp } from './http.ts';

/**
 * @returns how far `now` is ahead of what Microsoft's sign-in says the time is, in milliseconds, to a second or two;
 * undefined where it does not say. @throws RemoteError network
 */
export async function measureClock(cloud: Cloud, now: () => Date): Promise<number | undefined> {
  const url = `${cloud.authority}/common/v2.0/.well-known/openid-configuration`;
  const { headers } = await sendHttp(url, { method: 'GET', ca: cloud.ca });
  const at = Date.parse(headers.date ?? '');
  return Number.isNaN(at) ? undefined : now().getTime() - at;
}
