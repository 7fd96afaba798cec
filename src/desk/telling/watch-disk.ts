import { randomUUID } from 'node:crypto';
import { insertAlert, loadAlertSettings } from '../../db/alerts.ts';
import type { Tx } from '../../db/care/open.ts';
import { findSetting, putSetting } from '../../db/settings.ts';
import { type DiskLevel, type DiskRoom, describeDisk, levelOf } from '../../domain/disk-room.ts';
import type { Desk } from '../desk.ts';
import { sendAlert } from './send-alert.ts';

const key = 'disk_told';
const levels: readonly DiskLevel[] = ['ample', 'low', 'short', 'full'];

/** Writes down one message for each level that the disk comes down to, and one when there is room again. */
export async function watchDisk(desk: Desk): Promise<void> {
  const room = await desk.disk();
  const level = levelOf(room);
  const told = levels.find((each) => each === desk.memory.diskTold) ?? (await findTold(desk));
  const isWorse = levels.indexOf(level) > levels.indexOf(told);
  if (!isWorse && (level !== 'ample' || told === 'ample')) return;
  const { subject, text } = describe(desk, room);
  try {
    await desk.write(async (tx) => {
      await putSetting(tx, key, level);
      await tell(tx, desk, isWorse ? 'failure' : 'recovery', subject, text);
    });
  } catch (error) {
    // It cannot be written down any more; people are told all the same.
    desk.log.error(subject, { error });
    const message = {
      id: randomUUID(),
      kind: 'failure',
      channelId: null,
      subject,
      text,
      at: desk.now(),
    } as const;
    await sendAlert(desk, await loadAlertSettings(desk.read), message);
  }
  desk.memory.diskTold = level;
}

async function findTold(desk: Desk): Promise<DiskLevel> {
  const stored = await findSetting(desk.read, key);
  return levels.find((each) => each === stored) ?? 'ample';
}

function describe(desk: Desk, room: DiskRoom): { subject: string; text: string } {
  const warning = describeDisk(room);
  if (warning === undefined) {
    const subject = 'The disk of the data file has room again';
    return { subject, text: `${subject}.\n\n${desk.publicUrl}/channels` };
  }
  const { title, cause, step } = warning;
  return {
    subject: title,
    text: `${title}.\n\n${cause}\n\nWhat to do: ${step}\n\n${desk.publicUrl}/channels`,
  };
}

async function tell(
  tx: Tx,
  desk: Desk,
  kind: 'failure' | 'recovery',
  subject: string,
  text: string,
): Promise<void> {
  if ((await loadAlertSettings(tx)).route === 'none') return;
  const now = desk.now();
  await insertAlert(tx, {
    ...{ kind, channelId: null, subject, text, state: 'due', attempts: 0, nextAttemptAt: now },
    ...{ route: null, failure: null, createdAt: now, endedAt: null },
  });
}
