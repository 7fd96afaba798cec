import { assertAccess, findAccess, viewerOf } from '../../db/ticket-access.ts';
import { AppError } from '../../errors.ts';
import type { WebContext, WebRequest } from '../context.ts';

/** @throws AppError not_found for a group that is not for the person, forbidden where he may only read */
export async function assertGroup(web: WebContext, c: WebRequest, groupId: number): Promise<void> {
  const viewer = viewerOf(c.get('user'));
  if ((await findAccess(web.read, viewer, groupId)) === 'none') {
    throw new AppError('not_found', 'There is no such group, or it is not for you.');
  }
  await assertAccess(web.read, viewer, groupId, 'answer');
}
