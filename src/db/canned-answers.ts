import { asc, eq, or, sql } from 'drizzle-orm';
import { sortByName } from '../domain/name-order.ts';
import { AppError } from '../errors.ts';
import { isUniqueViolation } from './care/failure.ts';
import type { Reader, Tx } from './care/open.ts';
import { cannedAnswerGroups, cannedAnswers } from './schema/schema-canned.ts';
import { isOneOfTexts } from './text-match.ts';

type CannedAnswerRow = typeof cannedAnswers.$inferSelect;

export interface CannedAnswer extends CannedAnswerRow {
  /** Where it is offered; none: everywhere. */
  readonly groupIds: readonly number[];
}

/** All, by name. */
export async function listCannedAnswers(db: Reader): Promise<CannedAnswer[]> {
  const rows = sortByName(await db.select().from(cannedAnswers).orderBy(asc(cannedAnswers.id)));
  const offered = await db.select().from(cannedAnswerGroups);
  return rows.map((row) => ({
    ...row,
    groupIds: offered.filter(({ cannedAnswerId }) => cannedAnswerId === row.id).map(({ groupId }) => groupId),
  }));
}

/** @returns what is offered in a group, by name */
export async function listCannedAnswersOf(db: Reader, groupId: number): Promise<CannedAnswerRow[]> {
  const rows = db.select().from(cannedAnswers).where(isOfferedIn(groupId)).orderBy(asc(cannedAnswers.id));
  return sortByName(await rows);
}

/** @throws AppError not_found, also for one that is not offered in the group */
export async function getCannedAnswerOf(db: Reader, groupId: number, id: number): Promise<CannedAnswerRow> {
  const [row] = await db
    .select()
    .from(cannedAnswers)
    .where(sql`${eq(cannedAnswers.id, id)} AND ${isOfferedIn(groupId)}`);
  if (row === undefined) throw new AppError('not_found', refusal);
  return row;
}

/** @throws AppError not_found */
export async function getCannedAnswer(db: Reader, id: number): Promise<CannedAnswer> {
  const [row] = await db.select().from(cannedAnswers).where(eq(cannedAnswers.id, id));
  if (row === undefined) throw new AppError('not_found', refusal);
  const offered = await db.select().from(cannedAnswerGroups).where(eq(cannedAnswerGroups.cannedAnswerId, id));
  return { ...row, groupIds: offered.map(({ groupId }) => groupId) };
}

/** @param id undefined for a new one. @returns its id. @throws AppError not_found, invalid when the name is taken */
export async function putCannedAnswer(
  tx: Tx,
  id: number | undefined,
  { groupIds, ...row }: Omit<CannedAnswer, 'id'>,
): Promise<number> {
  const stored = await storeRow(tx, id, row);
  await tx.delete(cannedAnswerGroups).where(eq(cannedAnswerGroups.cannedAnswerId, stored));
  if (groupIds.length > 0) {
    await tx
      .insert(cannedAnswerGroups)
      .values(groupIds.map((groupId) => ({ cannedAnswerId: stored, groupId })));
  }
  return stored;
}

export async function deleteCannedAnswer(tx: Tx, id: number): Promise<void> {
  await tx.delete(cannedAnswers).where(eq(cannedAnswers.id, id));
}

const refusal = 'There is no such canned answer; it may have been deleted.';

function isOfferedIn(groupId: number) {
  const rows = sql`SELECT 1 FROM ${cannedAnswerGroups} WHERE canned_answer_id = "canned_answers"."id"`;
  return or(sql`NOT EXISTS (${rows})`, sql`EXISTS (${rows} AND group_id = ${groupId})`);
}

async function storeRow(tx: Tx, id: number | undefined, row: Omit<CannedAnswerRow, 'id'>): Promise<number> {
  const isSame = isOneOfTexts(cannedAnswers.name, [row.name]);
  const others = await tx.select({ id: cannedAnswers.id }).from(cannedAnswers).where(isSame);
  // The index, which decides, compares letters of ASCII alone without regard to case.
  if (others.some((other) => other.id !== id)) throw nameTaken();
  try {
    const [stored] =
      id === undefined
        ? await tx.insert(cannedAnswers).values(row).returning({ id: cannedAnswers.id })
        : await tx.update(cannedAnswers).set(row).where(eq(cannedAnswers.id, id)).returning({
            id: cannedAnswers.id,
          });
    if (stored === undefined) throw new AppError('not_found', refusal);
    return stored.id;
  } catch (error) {
    throw isUniqueViolation(error) ? nameTaken() : error;
  }
}

function nameTaken(): AppError {
  const message = 'There is a canned answer of this name already.';
  return new AppError('invalid', message, { fields: { name: message } });
}
