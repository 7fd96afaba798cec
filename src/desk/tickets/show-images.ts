import { markImagesShown } from '../../db/shown-images.ts';
import { getTicketById } from '../../db/ticket-access.ts';
import type { Desk } from '../desk.ts';

/** Lets one message load its remote pictures, for everybody, from now on. @throws AppError not_found */
export async function showImages(
  desk: Desk,
  { articleId }: { articleId: number },
): Promise<{ number: number }> {
  const { ticketId } = await desk.write((tx) => markImagesShown(tx, articleId));
  const { number, groupId } = await getTicketById(desk.read, ticketId);
  desk.publish({ kind: 'ticket', ticketId, groupId });
  return { number };
}
