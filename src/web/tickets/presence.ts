import { listUsersOfGroup } from '../../db/group-access.ts';
import type { Ticket } from '../../db/ticket-access.ts';
import type { WebContext } from '../context.ts';
import type { WritingKind } from '../presence.ts';

type Place = Pick<Ticket, 'id' | 'groupId'>;

/** @returns the names of the others who have the ticket open; only of people who may see it */
export async function listPresent(
  web: WebContext,
  userId: number,
  { id, groupId }: Place,
): Promise<string[]> {
  const ids = web.presence.listUserIds(id).filter((each) => each !== userId);
  if (ids.length === 0) return [];
  const readers = await listUsersOfGroup(web.read, groupId, 'read');
  return readers.filter((reader) => ids.includes(reader.id)).map(({ name }) => name);
}

/** @returns the others who are typing in the ticket; only people who may answer it */
export async function listWriting(
  web: WebContext,
  userId: number,
  { id, groupId }: Place,
): Promise<{ name: string; kind: WritingKind }[]> {
  const writers = web.presence.listWriters(id).filter((each) => each.userId !== userId);
  if (writers.length === 0) return [];
  const agents = await listUsersOfGroup(web.read, groupId, 'answer');
  return writers.flatMap((writer) => {
    const agent = agents.find((each) => each.id === writer.userId);
    return agent === undefined ? [] : [{ name: agent.name, kind: writer.kind }];
  });
}
