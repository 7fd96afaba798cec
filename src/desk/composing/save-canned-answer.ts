import * as z from 'zod';
import { deleteCannedAnswer, getCannedAnswer, putCannedAnswer } from '../../db/canned-answers.ts';
import { listGroups } from '../../db/groups.ts';
import { readCannedAnswer } from '../../domain/canned-answer.ts';
import { listChanges } from '../../domain/facts/changes.ts';
import { cannedAnswerOf } from '../../domain/matters.ts';
import { AppError } from '../../errors.ts';
import { defineCommand } from '../command.ts';
import { id } from '../input-fields.ts';

/** Admins: adds a canned answer or changes one. @throws AppError invalid (with fields), not_found */
export const saveCannedAnswer = defineCommand({
  name: 'saveCannedAnswer',
  input: z.strictObject({
    /** Left out for a new one. */
    id: id.optional(),
    name: z.string(),
    text: z.string(),
    groupIds: z.array(id).readonly(),
  }),
  about: ({ id: answerId }) => (answerId === undefined ? undefined : cannedAnswerOf(answerId)),
  needs: 'admin',
  async run(act, input) {
    const read = readCannedAnswer(input);
    if ('fields' in read) throw refuse(read.fields);
    const { settings } = read;
    const known = new Set((await listGroups(act.tx)).map((group) => group.id));
    if (settings.groupIds.some((groupId) => !known.has(groupId))) {
      throw refuse({ groups: 'One of these groups is gone; choose again.' });
    }
    const before = input.id === undefined ? undefined : await getCannedAnswer(act.tx, input.id);
    const cannedAnswerId = await putCannedAnswer(act.tx, input.id, { ...settings, updatedAt: act.now });
    const named = { cannedAnswerId, name: settings.name };
    const changes = before === undefined ? [] : listChanges({ ...before }, { ...settings });
    if (before === undefined) act.record({ kind: 'canned_answer.added', data: named });
    if (changes.length > 0) act.record({ kind: 'canned_answer.changed', data: { ...named, changes } });
    act.after(() => act.desk.log.info('canned answer saved', { cannedAnswer: cannedAnswerId }));
    return { id: cannedAnswerId };
  },
});

/** Admins: removes a canned answer. @throws AppError not_found */
export const removeCannedAnswer = defineCommand({
  name: 'removeCannedAnswer',
  input: z.strictObject({ id }),
  about: ({ id: answerId }) => cannedAnswerOf(answerId),
  needs: 'admin',
  async run(act, input) {
    const { id: cannedAnswerId, name } = await getCannedAnswer(act.tx, input.id);
    await deleteCannedAnswer(act.tx, cannedAnswerId);
    act.record({ kind: 'canned_answer.deleted', data: { cannedAnswerId, name } });
    act.after(() => act.desk.log.info('canned answer deleted', { cannedAnswer: cannedAnswerId }));
  },
});

function refuse(fields: Record<string, string>): AppError {
  return new AppError('invalid', 'The canned answer was not saved; see the marked fields.', { fields });
}
