import { type SQL, sql } from 'drizzle-orm';
import type { Finding } from './finding.ts';
import type { Reader } from './open.ts';

/** The counts that pages show are those that counting gives. */
export async function* checkCounts(db: Reader): AsyncGenerator<Finding> {
  for (const counting of countings) {
    // As bytes: libSQL ends the process at a text that is no UTF-8, as a flipped bit makes it.
    const rows = await db.all<Difference>(sql`${sumOf(counting)}
      SELECT "table", CAST(coalesce(place, '') AS BLOB) AS place, sum(kept) AS kept, sum(counted) AS counted
      FROM (${sql.join(counting.comparisons.map(listBoth), sql` UNION ALL `)})
      GROUP BY "table", place HAVING sum(kept) <> sum(counted) LIMIT 1001`);
    for (const row of rows) {
      const place = Buffer.from(row.place).toString();
      yield {
        table: row.table,
        row: null,
        problem: `says ${row.kept} for ${place}, counted are ${row.counted}`,
      };
    }
  }
}

interface Difference {
  readonly table: string;
  readonly place: ArrayBuffer;
  readonly kept: number;
  readonly counted: number;
}

/** One walk through a table, for all counts that are kept of it. */
interface Counting {
  readonly rows: string;
  /** By what they are counted. */
  readonly by: readonly string[];
  /** What is counted, by its name. */
  readonly sums: Readonly<Record<string, string>>;
  readonly comparisons: readonly Comparison[];
}

interface Comparison {
  readonly table: string;
  /** What a row is counted for, in the table of counts. */
  readonly place: string;
  /** The same in what was counted. */
  readonly countedPlace: string;
  readonly kept: string;
  readonly counted: string;
  readonly where?: string;
}

const countings: readonly Counting[] = [
  {
    rows: 'tickets',
    by: ['group_id', 'state', 'owner_id', 'channel_id'],
    sums: { n: 'count(*)', waiting: 'count(waiting_since)' },
    comparisons: [
      ...[
        { kept: 'tickets', counted: 'n', end: '' },
        { kept: 'waiting', counted: 'waiting', end: ", 'waiting'" },
      ].map(({ kept, counted, end }) => ({
        table: 'ticket_counts',
        place: `concat_ws('/', group_id, state, owner_id${end})`,
        countedPlace: `concat_ws('/', group_id, state, coalesce(owner_id, 0)${end})`,
        kept,
        counted,
      })),
      {
        table: 'channel_ticket_counts',
        place: "concat_ws('/', channel_id, state)",
        countedPlace: "concat_ws('/', channel_id, state)",
        kept: 'tickets',
        counted: 'n',
        where: 'channel_id IS NOT NULL',
      },
    ],
  },
  {
    rows: 'receipts',
    by: ['channel_id', 'outcome'],
    sums: { receipts: 'count(*)', articles: 'count(article_id)', unsettled: 'count(*) - count(settled_at)' },
    comparisons: ['receipts', 'articles', 'unsettled'].map((column) => ({
      table: 'receipt_counts',
      place: `concat_ws('/', channel_id, outcome, '${column}')`,
      countedPlace: `concat_ws('/', coalesce(channel_id, 0), outcome, '${column}')`,
      kept: column,
      counted: column,
    })),
  },
  {
    rows: 'outbox',
    by: ['state'],
    sums: { n: 'count(*)' },
    comparisons: [
      { table: 'outbox_counts', place: 'state', countedPlace: 'state', kept: 'messages', counted: 'n' },
    ],
  },
];

/** So many rows are sorted in memory at once. */
const part = 200_000;

/** @returns WITH, which gives `sums`: a row for each combination that there is, from one walk through the rows in their order */
function sumOf({ rows, by, sums }: Counting): SQL {
  const names = [...by, ...Object.keys(sums)];
  const read = names.map((name, index) => `value ->> ${index} AS ${name}`).join(', ');
  const summed = Object.entries(sums).map(([name, what]) => `${what} AS ${name}`);
  return sql.raw(`WITH RECURSIVE parts (first) AS
      (SELECT 0 UNION ALL SELECT first + ${part} FROM parts WHERE first + ${part} <= (SELECT max(id) FROM ${rows})),
    sums AS MATERIALIZED (SELECT ${read} FROM parts CROSS JOIN json_each((SELECT json_group_array(json_array(${names.join(', ')}))
      FROM (SELECT ${[...by, ...summed].join(', ')} FROM ${rows} WHERE id >= parts.first AND id < parts.first + ${part}
        GROUP BY ${by.join(', ')}))))`);
}

function listBoth({ table, place, countedPlace, kept, counted, where = 'true' }: Comparison): SQL {
  return sql.raw(`SELECT '${table}' AS "table", ${place} AS place, ${kept} AS kept, 0 AS counted FROM ${table}
    UNION ALL SELECT '${table}', ${countedPlace}, 0, ${counted} FROM sums WHERE ${where}`);
}
