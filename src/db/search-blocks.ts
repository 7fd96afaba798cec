import { sql } from 'drizzle-orm';
import type { Reader } from './care/open.ts';

/** Stretches of article numbers in which messages of some dates stand; a walk leaves out the rest. */
export interface DateBlocks {
  /** Takes in what has come since. */
  update(): Promise<void>;
  /**
   * @param below a number of an article
   * @returns the next stretch of numbers below it, from the newest on, that can hold messages of these dates: `top` is
   * the last number in it and `bottom` the one before its first; undefined where there is none
   */
  findStretch(below: number, dates: DateRange): { top: number; bottom: number } | undefined;
}

export interface DateRange {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
}

const blockSize = 10_000;
/** A walk looks at so many blocks with one statement. */
const mostTogether = 25;

interface Block {
  earliest: number;
  latest: number;
}

const known = new WeakMap<Reader, DateBlocks>();

/** @returns those of this connection */
export function dateBlocksOf(db: Reader): DateBlocks {
  const blocks = known.get(db) ?? createDateBlocks(db);
  known.set(db, blocks);
  return blocks;
}

/** When a message was sent never changes, and numbers only grow: what is known of a block stays true. */
function createDateBlocks(db: Reader): DateBlocks {
  const blocks: Block[] = [];
  let last = 0;

  const fits = (index: number, { before, after }: DateRange) => {
    const block = blocks[index];
    if (block === undefined) return false;
    return (
      (before === undefined || block.earliest < before) && (after === undefined || block.latest >= after)
    );
  };

  return {
    async update() {
      // At first from the index, which is a twentieth of the table; then only what is new.
      const source = last === 0 ? sql`articles INDEXED BY articles_by_time` : sql`articles`;
      const rows = await db.all<{ block: number; earliest: number; latest: number; last: number }>(sql`
        SELECT id / ${sql.raw(String(blockSize))} AS block, min(sent_at) AS earliest, max(sent_at) AS latest, max(id) AS last
        FROM ${source} WHERE id > ${last} GROUP BY 1 ORDER BY 1`);
      for (const row of rows) {
        const block = blocks[row.block];
        blocks[row.block] = {
          earliest: Math.min(row.earliest, block?.earliest ?? row.earliest),
          latest: Math.max(row.latest, block?.latest ?? row.latest),
        };
        last = Math.max(last, row.last);
      }
    },
    findStretch(below, dates) {
      let first = Math.min(blocks.length - 1, Math.floor((below - 1) / blockSize));
      while (first >= 0 && !fits(first, dates)) first -= 1;
      if (first < 0 || below <= 1) return undefined;
      let end = first;
      while (end > 0 && first - end < mostTogether - 1 && fits(end - 1, dates)) end -= 1;
      return { top: Math.min(below - 1, (first + 1) * blockSize - 1), bottom: end * blockSize - 1 };
    },
  };
}
