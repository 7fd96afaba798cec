import type { MailServer } from '../../domain/cloud.ts';
import { chooseMailProxy } from '../../domain/proxy.ts';
import type { Desk } from '../desk.ts';

/**
 * How a mail server is reached from here, whoever signs in there: each line to one is opened with this.
 * @param ca PEM of an authority to trust beside the usual ones
 */
export function lineTo({ proxies }: Pick<Desk, 'proxies'>, server: MailServer, ca: string | undefined) {
  return { ca, proxy: chooseMailProxy(proxies, server) };
}
