import type { Transaction } from '@libsql/client/sqlite3';
import { readOldQuarantineReason } from '../../domain/facts/old-quarantine.ts';
import { convertColumn } from './convert-column.ts';

/** Turns why messages are in quarantine from sentences into codes, within the migration's transaction. */
export async function convertQuarantine(transaction: Transaction): Promise<void> {
  await convertColumn(transaction, {
    table: 'quarantine',
    column: 'reason',
    read: readOldQuarantineReason,
  });
}
