import { listChannels } from '../../db/channels.ts';
import { listAllEmailAddresses } from '../../db/email-addresses.ts';
import type { Desk } from '../desk.ts';

/** @returns whether Postroom reads the address itself: it would make tickets of what people are told there */
export async function isOwnAddress(desk: Desk, email: string): Promise<boolean> {
  const own = [...(await listAllEmailAddresses(desk.read)), ...(await listChannels(desk.read))];
  return own.some(({ address }) => address.toLowerCase() === email.toLowerCase());
}
