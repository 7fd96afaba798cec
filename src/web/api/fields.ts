import { z } from '@hono/zod-openapi';
import { AppError } from '../../errors.ts';

// What many endpoints take and give.

const wholeNumber = /^\d{1,15}$/;

export const idText = z
  .string()
  .regex(wholeNumber, 'Expected a whole number.')
  .transform(Number)
  .openapi({ type: 'integer', minimum: 1 });

export const idParams = z.object({ id: idText });

export const Id = z.int().openapi({ minimum: 1 });
export const Time = z.iso.datetime().openapi({ description: 'UTC.' });

export const pageFields = {
  cursor: z.string().max(200).optional().openapi({ description: 'The `next` of the page before.' }),
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'Expected a number from 1 to 100.')
    .transform(Number)
    .pipe(z.int().min(1, 'At least 1.').max(100, 'At most 100.'))
    .optional()
    .openapi({ type: 'integer', minimum: 1, maximum: 100, default: 50 }),
};

export const usualLimit = 50;

/** @returns the schema of a page of a list */
export function listOf<Item extends z.ZodType>(name: string, item: Item) {
  return z
    .object({
      items: z.array(item),
      next: z.string().nullable().openapi({ description: 'Pass as `cursor`; null at the end.' }),
    })
    .openapi(`${name}List`);
}

/** A cursor says nothing to people: what it holds may change. */
export function writeCursor(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** @throws AppError invalid for one that is not ours */
export function readCursor<Schema extends z.ZodType>(
  text: string | undefined,
  schema: Schema,
): z.output<Schema> | undefined {
  if (text === undefined) return undefined;
  try {
    return schema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch (cause) {
    const message = 'The cursor is none of ours; take the "next" of the page before.';
    throw new AppError('invalid', message, { cause, fields: { cursor: message } });
  }
}

/** @returns the page and its cursor, of rows of which one more than the limit was read; `next` is the last id */
export function pageOf<Row extends { readonly id: number }>(rows: readonly Row[], limit: number) {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { rows: items, next: rows.length > limit && last !== undefined ? writeCursor(last.id) : null };
}

/** @returns the answer for a page that a read has cut already, with where the next one begins */
export function toList<Row, Item>(
  page: { readonly rows: readonly Row[]; readonly next: number | undefined },
  toItem: (row: Row) => Item,
) {
  return { items: page.rows.map(toItem), next: page.next === undefined ? null : writeCursor(page.next) };
}

/** @throws AppError invalid */
export function readIdCursor(text: string | undefined): number | undefined {
  return readCursor(text, z.int());
}

export const timeOf = (at: Date): string => at.toISOString();
export const timeOrNull = (at: Date | null): string | null => at?.toISOString() ?? null;
