import type { Tx } from '../../db/care/open.ts';
import { addChannelEvent } from '../../db/channel-events.ts';
import { type Channel, getChannel, insertChannel, updateChannel } from '../../db/channels.ts';
import { findEmailAddress, insertEmailAddress } from '../../db/email-addresses.ts';
import { listActiveGroups } from '../../db/groups.ts';
import {
  getMailAccount,
  insertMailAccount,
  type MailAccount,
  updateMailAccount,
} from '../../db/mail-accounts.ts';
import { retireReceipts } from '../../db/retire-receipts.ts';
import type { CheckLine } from '../../domain/diagnosis/connection-check.ts';
import {
  isSameHost,
  type MailAccountInput,
  type MailAccountSettings,
  readMailAccount,
} from '../../domain/mail-account.ts';
import { AppError } from '../../errors.ts';
import { findPrivateAddress } from '../../mail/vet-host.ts';
import type { Desk } from '../desk.ts';
import { listClouds } from '../microsoft/clouds.ts';
import { announceNewSignIn } from './connection-change.ts';
import { triedSoon } from './note-sending.ts';
import { tryMailAccount } from './try-mail-account.ts';

export interface SaveMailAccount extends MailAccountInput {
  /** Undefined for a new channel. */
  readonly channelId: number | undefined;
  /** Even when the servers did not let us in: they may be down, or the account be migrated next. */
  readonly savesAnyway: boolean;
}

/** `refused`: the servers did not let us in; nothing was stored. */
export type SavedMailAccount =
  | { readonly kind: 'saved'; readonly channelId: number; readonly works: boolean }
  | { readonly kind: 'refused'; readonly lines: readonly CheckLine[] };

/** Tries an account with a password and stores it when it works. @throws AppError invalid (fields), conflict, not_found */
export async function saveMailAccount(desk: Desk, input: SaveMailAccount): Promise<SavedMailAccount> {
  const stored = input.channelId === undefined ? undefined : await getMailAccount(desk.read, input.channelId);
  const read = readMailAccount(input, stored !== undefined);
  if ('fields' in read) {
    throw new AppError('invalid', 'The account was not saved; see the marked fields.', {
      fields: read.fields,
    });
  }
  const { settings } = read;
  if (!input.allowsPrivate) await assertPublic(desk, settings);
  const password = settings.password === '' ? (stored?.password ?? '') : settings.password;
  const lines = await tryMailAccount(desk, { ...settings, password });
  const works = lines.every(({ state }) => state === 'passed');
  if (!input.savesAnyway && !works) return { kind: 'refused', lines };
  const channelId = await desk.write((tx) =>
    store(tx, input.channelId, { ...settings, password }, desk.now()),
  );
  desk.log.info('mail account saved', { channel: channelId, isNew: input.channelId === undefined });
  announceNewSignIn(desk, channelId);
  desk.publish({ kind: 'channel', channelId });
  desk.wake(channelId);
  return { kind: 'saved', channelId, works };
}

/** What stands in a form must not lead Postroom to servers that only it can reach. @throws AppError invalid (fields) */
async function assertPublic(desk: Desk, { imap, smtp }: MailAccountSettings): Promise<void> {
  const clouds = (await listClouds(desk)).flatMap((cloud) => [cloud.imap, cloud.smtp]);
  const fields: Record<string, string> = {};
  for (const [field, { host, port }] of [['imapHost', imap] as const, ['smtpHost', smtp] as const]) {
    // What POSTROOM_CLOUD names is the operator's own word.
    if (clouds.some((server) => server.host === host && server.port === port)) continue;
    const address = await findPrivateAddress(host);
    if (address === undefined) continue;
    fields[field] =
      `This leads to ${address}, on this machine or in its network: tick the box below when that is meant.`;
  }
  if (Object.keys(fields).length === 0) return;
  throw new AppError('invalid', 'The account was not saved; see the marked fields.', { fields });
}

async function store(
  tx: Tx,
  channelId: number | undefined,
  settings: MailAccountSettings,
  now: Date,
): Promise<number> {
  if (channelId === undefined) return add(tx, settings, now);
  const channel = await getChannel(tx, channelId);
  if (channel.kind !== 'email') {
    throw new AppError('conflict', `${channel.name} was migrated to Microsoft 365; roll back first.`);
  }
  const before = await getMailAccount(tx, channelId);
  await updateMailAccount(tx, channelId, rowOf(settings));
  const isSameMailbox =
    isSameHost(before.imapHost, settings.imap.host) && before.userName === settings.userName;
  if (!isSameMailbox) await retireReceipts(tx, channelId, now);
  // The new password may be what it waited for.
  const wakes = channel.state === 'failing' || channel.state === 'waiting';
  await updateChannel(tx, channelId, {
    userName: settings.userName,
    ...(wakes ? { retryAt: now } : {}),
    ...triedSoon(now),
  });
  await addChannelEvent(tx, channelId, now, { kind: 'account', message: 'Account and password saved.' });
  return channelId;
}

async function add(tx: Tx, settings: MailAccountSettings, now: Date): Promise<number> {
  const [group] = await listActiveGroups(tx);
  if (group === undefined) {
    throw new AppError('conflict', 'There is no active group that tickets could go to.');
  }
  const { address, name } = settings;
  const { id } = await insertChannel(tx, { ...describeNewChannel(settings, now), groupId: group.id });
  await insertMailAccount(tx, { channelId: id, eraseAt: null, ...rowOf(settings) });
  // Another channel of the same mailbox may have it: this one sends by that one then.
  if ((await findEmailAddress(tx, address)) === undefined) {
    await insertEmailAddress(tx, { address, name, channelId: id, isPrimary: true, groupId: null });
  }
  await addChannelEvent(tx, id, now, { kind: 'account', message: `E-mail account ${address} added.` });
  return id;
}

function rowOf(settings: MailAccountSettings): Omit<MailAccount, 'channelId' | 'eraseAt'> {
  const { userName, password, imap, smtp } = settings;
  return {
    userName,
    password,
    imapHost: imap.host,
    imapPort: imap.port,
    imapSecurity: imap.security,
    smtpHost: smtp.host,
    smtpPort: smtp.port,
    smtpSecurity: smtp.security,
  };
}

function describeNewChannel({ name, address, userName }: MailAccountSettings, now: Date) {
  return {
    kind: 'email',
    name,
    address,
    userName,
    folder: '',
    afterImport: 'delete',
    moveTo: '',
    onlyUnread: false,
    archiveState: 'closed',
    state: 'new',
    failureCount: 0,
    ...triedSoon(now),
    createdAt: now,
  } satisfies Partial<Channel>;
}
