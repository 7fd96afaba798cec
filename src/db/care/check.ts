import { AppError } from '../../errors.ts';
import { checkBlobs } from './check-blobs.ts';
import { checkCounts } from './check-counts.ts';
import { checkMailRows } from './check-mail-rows.ts';
import { checkReceipts } from './check-receipts.ts';
import { checkSeals } from './check-seals.ts';
import { checkArticleBlocks, checkCustomerIndex, checkSearch } from './check-search.ts';
import { checkForeignKeys, checkStructure } from './check-structure.ts';
import { unwrapQueryError } from './failure.ts';
import type { Finding } from './finding.ts';
import type { LongWork } from './long-work.ts';
import type { Reader } from './open.ts';

/** Looks at one thing and yields what is wrong with it. One more check is one more function in the list below. */
type Check = (db: Reader, work: LongWork) => AsyncIterable<Finding>;

const checks: readonly { readonly table: string; readonly run: Check }[] = [
  { table: 'file', run: checkStructure },
  { table: 'file', run: checkForeignKeys },
  { table: 'receipts', run: checkReceipts },
  { table: 'articles', run: checkMailRows },
  { table: 'search_index', run: checkSearch },
  { table: 'article_blocks', run: checkArticleBlocks },
  { table: 'customer_index', run: checkCustomerIndex },
  { table: 'ticket_counts', run: checkCounts },
  { table: 'articles', run: checkSeals },
  { table: 'blobs', run: checkBlobs },
];

/** What a restore must not bring in: damaged structure and damaged bytes. */
export const damageChecks: readonly (typeof checks)[number][] = [
  { table: 'file', run: checkStructure },
  { table: 'articles', run: checkSeals },
  { table: 'blobs', run: checkBlobs },
];

/** So many of one check are told; a torn file has millions. */
const mostFindings = 1000;

/** A check that cannot read what it needs is a finding itself; the others go on. */
export async function* checkDataFile(db: Reader, work: LongWork, chosen = checks): AsyncGenerator<Finding> {
  for (const { table, run } of chosen) {
    let count = 0;
    try {
      for await (const finding of run(db, work)) {
        count += 1;
        if (count > mostFindings) {
          yield { table, row: null, problem: `has more problems; only the first ${mostFindings} are listed` };
          break;
        }
        yield finding;
      }
    } catch (error) {
      if (error instanceof AppError) throw error;
      const cause = unwrapQueryError(error);
      const text = cause instanceof Error ? cause.message : String(cause);
      yield { table, row: null, problem: `cannot be read: ${text}` };
    }
  }
}
