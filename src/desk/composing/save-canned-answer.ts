import { deleteCannedAnswer, getCannedAnswer, putCannedAnswer } from '../../db/canned-answers.ts';
import { listGroups } from '../../db/groups.ts';
import { type CannedAnswerInput, readCannedAnswer } from '../../domain/canned-answer.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';

export interface SaveCannedAnswer extends CannedAnswerInput {
  /** Undefined for a new one. */
  readonly id: number | undefined;
}

/** @throws AppError invalid (with fields), not_found */
export async function saveCannedAnswer(desk: Desk, input: SaveCannedAnswer): Promise<{ id: number }> {
  const read = readCannedAnswer(input);
  if ('fields' in read) throw refuse(read.fields);
  const id = await desk.write(async (tx) => {
    const known = new Set((await listGroups(tx)).map((group) => group.id));
    if (read.settings.groupIds.some((groupId) => !known.has(groupId))) {
      throw refuse({ groups: 'One of these groups is gone; choose again.' });
    }
    return putCannedAnswer(tx, input.id, { ...read.settings, updatedAt: desk.now() });
  });
  desk.log.info('canned answer saved', { cannedAnswer: id });
  return { id };
}

/** @throws AppError not_found */
export async function removeCannedAnswer(desk: Desk, { id }: { readonly id: number }): Promise<void> {
  await desk.write(async (tx) => {
    await getCannedAnswer(tx, id);
    await deleteCannedAnswer(tx, id);
  });
  desk.log.info('canned answer deleted', { cannedAnswer: id });
}

function refuse(fields: Record<string, string>): AppError {
  return new AppError('invalid', 'The canned answer was not saved; see the marked fields.', { fields });
}
