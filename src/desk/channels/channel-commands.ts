import * as z from 'zod';
import { defineCommand } from '../command.ts';
import type { Desk } from '../desk.ts';
import { explainFailure } from '../explain-failure.ts';
import { id } from '../input-fields.ts';
import { acceptFolder } from './accept-folder.ts';
import { addAppChannel, probeAppAccess } from './add-app-channel.ts';
import { beginSignIn } from './begin-sign-in.ts';
import { makeAddressPrimary, removeAddress, saveAddress } from './channel-addresses.ts';
import { readConnectionCheck, startConnectionCheck } from './check-connection.ts';
import { chooseRoads } from './choose-roads.ts';
import { configureChannel } from './configure-channel.ts';
import { deleteChannel } from './delete-channel.ts';
import { finishSignIn } from './finish-sign-in.ts';
import { rollBackMigration } from './migrate-channel.ts';
import { noteGraphNotifications } from './note-graph-notifications.ts';
import { fetchNow, pauseChannel, resumeChannel } from './pause-channel.ts';
import { listFolders, previewImport } from './preview-import.ts';
import { readReconciliation, startReconciliation } from './reconcile-mailbox.ts';
import { renameMailbox } from './rename-mailbox.ts';
import { saveMailAccount } from './save-mail-account.ts';
import { startChannel } from './start-channel.ts';
import { describeTrace, endTrace, readTrace, startTrace } from './trace-channel.ts';

/** An admin looks at something, or has it looked at; nothing of the data file changes. */
function defineLook<Name extends string, Shape extends z.ZodRawShape, Output>(
  name: Name,
  shape: Shape,
  look: (desk: Desk, input: z.output<z.ZodObject<Shape, z.core.$strict>>) => Promise<Output>,
) {
  return defineCommand({
    name,
    input: z.strictObject(shape),
    needs: 'admin',
    work: ({ desk }, input) => look(desk, input),
  });
}

const channel = { channelId: id };

/** Channels, their accounts and addresses, and what can be seen of their mailboxes. */
export const channelCommands = [
  acceptFolder,
  addAppChannel,
  beginSignIn,
  chooseRoads,
  configureChannel,
  deleteChannel,
  fetchNow,
  finishSignIn,
  makeAddressPrimary,
  pauseChannel,
  probeAppAccess,
  removeAddress,
  renameMailbox,
  resumeChannel,
  noteGraphNotifications,
  rollBackMigration,
  saveAddress,
  saveMailAccount,
  startChannel,
  defineLook('describeTrace', channel, describeTrace),
  defineLook('endTrace', channel, endTrace),
  defineLook('listFolders', { ...channel, isCounting: z.boolean().optional() }, (desk, input) =>
    explainFailure(listFolders(desk, input)),
  ),
  defineLook('previewImport', channel, (desk, input) => explainFailure(previewImport(desk, input))),
  defineLook('readConnectionCheck', { checkId: z.string() }, readConnectionCheck),
  defineLook('readReconciliation', { runId: z.string() }, readReconciliation),
  defineLook('readTrace', channel, readTrace),
  defineLook('startConnectionCheck', channel, startConnectionCheck),
  defineLook('startReconciliation', channel, startReconciliation),
  defineLook('startTrace', channel, startTrace),
] as const;
