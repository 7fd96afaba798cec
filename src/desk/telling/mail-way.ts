import { findChannel, listChannels } from '../../db/channels.ts';
import { listEmailAddresses } from '../../db/email-addresses.ts';
import type { AlertRoute } from '../../domain/alert-news.ts';
import type { AlertSettings } from '../../domain/alert-settings.ts';
import type { MailSender } from '../../domain/mail-sending.ts';
import { openSmtpSender } from '../../mail/smtp-sender.ts';
import { lineTo } from '../channels/line-to.ts';
import { findAuthority } from '../channels/mail-account-connection.ts';
import { openSender } from '../channels/open-sender.ts';
import type { Desk } from '../desk.ts';

/** A way by which mail to our own people goes out. */
export interface MailWay {
  /** @throws RemoteError, AppError */
  readonly open: () => Promise<MailSender>;
  readonly from: string;
  readonly route: AlertRoute;
}

/** @returns how the settings have mail sent; undefined where they name no such way */
async function findAlertWay(
  desk: Desk,
  { route, smtp, channelId }: AlertSettings,
): Promise<MailWay | undefined> {
  if (route === 'smtp' && smtp !== null) {
    const { server, userName, password, from } = smtp;
    const hostName = new URL(desk.publicUrl).hostname;
    const base = { server, ...lineTo(desk, server, await findAuthority(desk, server)), hostName };
    const options = userName === '' ? { ...base, userName: undefined } : { ...base, userName, password };
    return { open: () => openSmtpSender(options), from, route: { way: 'smtp', host: server.host } };
  }
  const channel =
    route === 'channel' && channelId !== null ? await findChannel(desk.read, channelId) : undefined;
  if (channel === undefined) return undefined;
  const [primary] = await listEmailAddresses(desk.read, channel.id);
  const from = primary?.address ?? channel.address;
  return { open: () => openSender(desk, channel), from, route: { way: 'channel', name: channel.name } };
}

/** Tried for one message. */
const mostWays = 5;

/** @returns what the settings name first, then each channel that is not paused: the one that is chosen may be what has failed */
export async function listMailWays(desk: Desk, settings: AlertSettings): Promise<MailWay[]> {
  const first = await findAlertWay(desk, settings);
  const channels = (await listChannels(desk.read)).filter(
    ({ id, pausedAt }) => pausedAt === null && !(settings.route === 'channel' && id === settings.channelId),
  );
  const others = await Promise.all(
    channels.map(({ id }) => findAlertWay(desk, { ...settings, route: 'channel', channelId: id })),
  );
  return [first, ...others].filter((way) => way !== undefined).slice(0, mostWays);
}
