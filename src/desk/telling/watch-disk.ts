import { randomUUID } from 'node:crypto';
import { insertDueAlert, loadAlertSettings } from '../../db/alerts.ts';
import { findSetting, putSetting } from '../../db/settings.ts';
import type { AlertNews } from '../../domain/alert-news.ts';
import { type DiskLevel, levelOf } from '../../domain/disk-room.ts';
import type { Desk } from '../desk.ts';
import { sendAlert } from './send-alert.ts';

const key = 'disk_told';
const levels: readonly DiskLevel[] = ['ample', 'low', 'short', 'full'];

/** Writes down one message for each level that the disk comes down to, and one when there is room again. */
export async function watchDisk(desk: Desk): Promise<void> {
  const room = await desk.disk();
  const level = levelOf(room);
  const told = levels.find((each) => each === desk.memory.told.disk) ?? (await findTold(desk));
  const isWorse = levels.indexOf(level) > levels.indexOf(told);
  if (!isWorse && (level !== 'ample' || told === 'ample')) return;
  const news: AlertNews = level === 'ample' ? { code: 'disk_ample' } : { code: 'disk_short', room };
  try {
    await desk.write(async (tx) => {
      await putSetting(tx, key, level);
      if ((await loadAlertSettings(tx)).route === 'none') return;
      const kind = isWorse ? 'failure' : 'recovery';
      await insertDueAlert(tx, { kind, channelId: null, news, at: desk.now() });
    });
  } catch (error) {
    // It cannot be written down any more; people are told all the same.
    desk.log.error('the disk cannot take more', { level, error });
    const message = { id: randomUUID(), kind: 'failure', channelId: null, news, at: desk.now() } as const;
    await sendAlert(desk, await loadAlertSettings(desk.read), message);
  }
  desk.memory.told.disk = level;
}

async function findTold(desk: Desk): Promise<DiskLevel> {
  const stored = await findSetting(desk.read, key);
  return levels.find((each) => each === stored) ?? 'ample';
}
