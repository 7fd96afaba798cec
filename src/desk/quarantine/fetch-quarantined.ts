import { hash } from 'node:crypto';
import { loadMailSettings } from '../../db/mail-settings.ts';
import { diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import { roadOf } from '../../domain/mail-road.ts';
import { isWhole } from '../../domain/quarantine.ts';
import { AppError } from '../../errors.ts';
import { withMailbox } from '../channels/open-mailbox.ts';
import type { Desk } from '../desk.ts';
import { type KeptMail, loadKept, type Quarantined, receivedAt } from './quarantined.ts';

/** @returns the message: as stored where that is all of it, else as the server gives it. @throws AppError conflict with the reason */
export async function fetchQuarantined(desk: Desk, quarantined: Quarantined): Promise<KeptMail> {
  const { row, receipt, channel } = quarantined;
  if (isWhole(row.kind)) return loadKept(desk, quarantined);
  if (channel === undefined) throw refuse('Only its header is here: import the file again.');
  if (channel.deletedAt !== null) throw refuse('Only its header is here, and its channel is deleted.');
  if (channel.pausedAt !== null) throw refuse('It has to be fetched again, and its channel is disabled.');
  const { mostMegabytes } = await loadMailSettings(desk.read);
  try {
    return await withMailbox(
      desk,
      channel,
      (mailbox) => fetchFrom(mailbox, quarantined, mostMegabytes),
      roadOf(receipt.numbering),
    );
  } catch (error) {
    const failure = findFailure(error);
    if (failure === undefined) throw error;
    const { title, step } = diagnose(failure, channel);
    throw new AppError('conflict', `It could not be fetched again: ${title}. ${step}`, { cause: error });
  }
}

async function fetchFrom(
  mailbox: MailReader,
  quarantined: Quarantined,
  mostMegabytes: number,
): Promise<KeptMail> {
  const { receipt } = quarantined;
  const { numbering } = await mailbox.openFolder(receipt.folder);
  if (numbering !== receipt.numbering) {
    throw refuse('The server has numbered its messages anew, so this one cannot be asked for any more.');
  }
  const [facts] = await mailbox.describeMessages([receipt.place]);
  if (facts === undefined) throw refuse(`It is not in ${receipt.folder} any more.`);
  const found = await mailbox.fetchLarge(receipt.place, mostMegabytes * 1024 * 1024, facts.size);
  if (found.kind === 'not_given_out') {
    throw refuse(`The server still gives up when it is asked for: ${found.text}`);
  }
  if (found.kind === 'nothing') throw refuse('The server lists it, but sends nothing for it yet.');
  if (found.kind === 'oversized') {
    const advice = 'Raise “Largest message” under Settings, Incoming mail, and try again.';
    throw refuse(`It is still larger than ${mostMegabytes} MB. ${advice}`);
  }
  const { raw } = found;
  const sha256 = hash('sha256', raw, 'hex');
  const dated = facts.receivedAt === undefined ? receivedAt(quarantined) : { receivedAt: facts.receivedAt };
  return { raw, sha256, size: raw.length, ...dated };
}

function refuse(message: string): AppError {
  return new AppError('conflict', message);
}
