import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/**
 * @returns the address of this machine or its network that a name leads to; undefined where all of them are public, or it
 * leads nowhere: that is found when somebody connects
 */
export async function findPrivateAddress(host: string): Promise<string | undefined> {
  const name = host.replace(/^\[|\]$/g, '');
  const found = isIP(name) > 0 ? [{ address: name }] : await lookup(name, { all: true }).catch(() => []);
  return found.find(({ address }) => !isPublicAddress(address))?.address;
}
