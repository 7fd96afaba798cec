import { describeDisk } from '../../domain/disk-room.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

/** Leaves what is left of the disk to people. @throws AppError unavailable while mail is to stay on its server */
export async function checkDisk(desk: Desk): Promise<void> {
  const warning = describeDisk(await desk.disk());
  if (warning === undefined || warning.level === 'low') return;
  throw new AppError('unavailable', `${warning.title}. ${warning.step}`);
}
