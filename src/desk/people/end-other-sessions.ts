import { deleteSessionsOfUser, listSessionsOfUser } from '../../db/sessions.ts';
import type { Act } from '../command.ts';

/** With the first second factor: whoever had the password alone, and came in by that, is out. */
export async function endOtherSessions({ tx, now, actor }: Act, userId: number): Promise<void> {
  const own = actor.kind === 'user' ? actor.sessionHash : undefined;
  const sessions = await listSessionsOfUser(tx, userId, now);
  const isHis = sessions.some(({ tokenHash }) => tokenHash === own);
  await deleteSessionsOfUser(tx, userId, isHis ? own : undefined);
}
