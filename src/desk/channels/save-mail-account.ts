import { X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { getChannel, insertChannel, updateChannel } from '../../db/channels.ts';
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
import { listChanges } from '../../domain/facts/changes.ts';
import {
  expectedPem,
  isSameHost,
  type MailAccountSettings,
  readMailAccount,
} from '../../domain/mail-account.ts';
import { channelOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { findPrivateAddress } from '../../mail/vet-host.ts';
import { type Act, defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { id } from '../input-fields.ts';
import { listClouds } from '../microsoft/clouds.ts';
import { proven } from '../rights.ts';
import { announceNewSignIn } from './connection-change.ts';
import { describeNewChannel } from './describe-new-channel.ts';
import { triedSoon } from './note-sending.ts';
import { tryMailAccount } from './try-mail-account.ts';

/** `refused`: the servers did not let us in; nothing was stored. */
type SavedMailAccount =
  | { readonly kind: 'saved'; readonly channelId: number; readonly works: boolean }
  | { readonly kind: 'refused'; readonly lines: readonly CheckLine[] };

/**
 * An admin: tries an account with a password and stores it when it works; with `savesAnyway` even when the servers did
 * not let us in, as they may be down, or the account be migrated next. Without `channelId` it is a new channel.
 * @throws AppError invalid (fields), conflict, not_found
 */
export const saveMailAccount = defineCommand({
  name: 'saveMailAccount',
  input: z.strictObject({
    channelId: id.optional(),
    savesAnyway: z.boolean(),
    address: z.string(),
    name: z.string(),
    userName: z.string(),
    password: z.string(),
    imapHost: z.string(),
    imapPort: z.string(),
    imapSecurity: z.string(),
    smtpHost: z.string(),
    smtpPort: z.string(),
    smtpSecurity: z.string(),
    allowsPrivate: z.boolean(),
    authority: z.string().max(50_000).optional(),
  }),
  about: ({ channelId }) => (channelId === undefined ? undefined : channelOf(channelId)),
  needs: proven('admin'),
  async work(work, { channelId: knownId, savesAnyway, ...input }): Promise<SavedMailAccount> {
    const { desk } = work;
    const stored = knownId === undefined ? undefined : await getMailAccount(desk.read, knownId);
    const read = readMailAccount(input, stored);
    if ('fields' in read) {
      throw new AppError('invalid', 'The account was not saved; see the marked fields.', {
        fields: read.fields,
      });
    }
    const { settings } = read;
    assertAuthority(settings);
    if (!input.allowsPrivate) await assertPublic(desk, settings);
    const password = settings.password === '' ? (stored?.password ?? '') : settings.password;
    const lines = await tryMailAccount(desk, { ...settings, password });
    const works = lines.every(({ state }) => state === 'passed');
    if (!savesAnyway && !works) return { kind: 'refused', lines };
    const channelId = await work.write((act) => store(act, knownId, { ...settings, password }));
    return { kind: 'saved', channelId, works };
  },
});

/** @throws AppError invalid (fields) where the text is no certificate that OpenSSL reads */
function assertAuthority({ authority }: MailAccountSettings): void {
  if (authority === null) return;
  try {
    // Of several it reads the first one.
    new X509Certificate(authority);
  } catch (cause) {
    throw new AppError('invalid', 'The account was not saved; see the marked fields.', {
      fields: { authority: expectedPem },
      cause,
    });
  }
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

async function store(act: Act, knownId: number | undefined, settings: MailAccountSettings): Promise<number> {
  const { desk } = act;
  const channelId = knownId === undefined ? await add(act, settings) : await change(act, knownId, settings);
  act.after(() => {
    desk.log.info('mail account saved', { channel: channelId, isNew: knownId === undefined });
    announceNewSignIn(desk, channelId);
  });
  act.after(() => act.desk.wake(channelId));
  return channelId;
}

async function change(act: Act, channelId: number, settings: MailAccountSettings): Promise<number> {
  const { tx, now } = act;
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
  const changes = listChanges(before, rowOf(settings), ['password', 'authority']);
  act.record({ kind: 'channel.account_saved', channelId, data: { changes } });
  return channelId;
}

async function add(act: Act, settings: MailAccountSettings): Promise<number> {
  const { tx, now } = act;
  const [group] = await listActiveGroups(tx);
  if (group === undefined) {
    throw new AppError('conflict', 'There is no active group that tickets could go to.');
  }
  const { address, name } = settings;
  const { id: channelId } = await insertChannel(tx, {
    ...describeNewChannel('email', settings, now),
    accountAddress: null,
    groupId: group.id,
  });
  await insertMailAccount(tx, { channelId, eraseAt: null, ...rowOf(settings) });
  // Another channel of the same mailbox may have it: this one sends by that one then.
  if ((await findEmailAddress(tx, address)) === undefined) {
    await insertEmailAddress(tx, { address, name, channelId, isPrimary: true, groupId: null });
  }
  act.record({ kind: 'channel.added', channelId, data: { account: address, isEmail: true } });
  return channelId;
}

function rowOf(settings: MailAccountSettings): Omit<MailAccount, 'channelId' | 'eraseAt'> {
  const { userName, password, imap, smtp, authority } = settings;
  return {
    userName,
    password,
    authority,
    imapHost: imap.host,
    imapPort: imap.port,
    imapSecurity: imap.security,
    smtpHost: smtp.host,
    smtpPort: smtp.port,
    smtpSecurity: smtp.security,
  };
}
