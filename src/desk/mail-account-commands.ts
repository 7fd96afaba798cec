import { findMailAccount } from '../db/mail-accounts.ts';
import { findCloudOf } from '../domain/mail-providers.ts';
import { rollBackMigration } from './channels/migrate-channel.ts';
import { type SaveMailAccount, saveMailAccount } from './channels/save-mail-account.ts';
import type { Desk } from './desk.ts';
import { listClouds } from './microsoft/clouds.ts';

/** Channels with a password, and their way to Microsoft 365. */
export function mailAccountCommands(desk: Desk) {
  return {
    saveMailAccount: (input: SaveMailAccount) => saveMailAccount(desk, input),
    rollBackMigration: (input: { channelId: number }) => rollBackMigration(desk, input),
    findMigrationCloud: (input: { channelId: number }) => findMigrationCloud(desk, input.channelId),
  };
}

/** @returns the name of the cloud that a channel's server belongs to; undefined elsewhere */
async function findMigrationCloud(desk: Desk, channelId: number): Promise<string | undefined> {
  const account = await findMailAccount(desk.read, channelId);
  if (account === undefined) return undefined;
  const server = { host: account.imapHost, port: account.imapPort };
  return findCloudOf(await listClouds(desk), server)?.name;
}
