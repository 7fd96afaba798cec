import type { Transaction } from '@libsql/client/sqlite3';
import { readOldProblem } from '../../domain/facts/old-problems.ts';
import { readOldLinkReason } from '../../domain/facts/old-reasons.ts';
import { convertColumn } from './convert-column.ts';

/** Turns the sentences of older versions into codes, within the migration's transaction. */
export async function convertReasons(transaction: Transaction): Promise<void> {
  await convertColumn(transaction, { table: 'ticket_links', column: 'reason', read: readOldLinkReason });
  await convertColumn(transaction, { table: 'bounces', column: 'reason', read: readOldProblem });
}
