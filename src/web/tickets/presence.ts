import { listUsersOfGroup } from '../../db/group-access.ts';
import type { Ticket } from '../../db/ticket-access.ts';
import type { WebContext } from '../context.ts';

/** @returns the names of the others who have the ticket open; only of people who may see it */
export async function listCompany(
  web: WebContext,
  userId: number,
  { id, groupId }: Pick<Ticket, 'id' | 'groupId'>,
): Promise<string[]> {
  const ids = web.presence.listUserIds(id).filter((each) => each !== userId);
  if (ids.length === 0) return [];
  const readers = await listUsersOfGroup(web.read, groupId, 'read');
  return readers.filter((reader) => ids.includes(reader.id)).map(({ name }) => name);
}
