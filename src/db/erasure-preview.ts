import { type SQL, sql } from 'drizzle-orm';
import type { Reader } from './care/open.ts';
import { countErasure, type Erasure } from './customer-erasure.ts';
import { listNaming } from './customer-mail.ts';
import { describeReturned, listMixedMerges } from './erasure-merges.ts';

/** What a page says before an erasure. */
export interface ErasurePreview extends Pick<Erasure, 'tickets' | 'articles' | 'returned' | 'returnedTo'> {
  /** There are more messages than were counted. */
  readonly hasMore: boolean;
  /** Undefined where there is so much that counting each would take longer than a page may. */
  readonly details:
    | Pick<Erasure, 'elsewhere' | 'attachments' | 'quarantined' | 'drafts' | 'bytes' | 'receipts'>
    | undefined;
}

interface Bounds {
  /** Of messages of whose parts each is counted. */
  readonly looked: number;
  /** Of messages that may be the customer's in the tickets of others. */
  readonly named: number;
  /** Of messages that are counted. */
  readonly counted: number;
}

const usualBounds: Bounds = { looked: 200, named: 1000, counted: 5000 };

/** @param addresses all of the customer's, lower case */
export async function previewErasure(
  db: Reader,
  customerId: number,
  addresses: readonly string[],
  bounds = usualBounds,
): Promise<ErasurePreview> {
  const messages = sql`SELECT 1 FROM tickets JOIN articles ON articles.ticket_id = tickets.id WHERE customer_id = ${customerId}`;
  const [own, named] = await Promise.all([
    countUpTo(db, messages, bounds.counted),
    countUpTo(db, listNaming(addresses), bounds.named),
  ]);
  if (own <= bounds.looked && named <= bounds.named) {
    const found = await countErasure(db, customerId, addresses);
    const { tickets, articles, returned, returnedTo, ...details } = found;
    return { tickets, articles, hasMore: false, returned, returnedTo, details };
  }
  const [row] = await db.all<{ tickets: number }>(
    sql`SELECT count(*) AS tickets FROM tickets WHERE customer_id = ${customerId}`,
  );
  return {
    tickets: row?.tickets ?? 0,
    articles: Math.min(own, bounds.counted),
    hasMore: own > bounds.counted,
    ...describeReturned(await listMixedMerges(db, customerId)),
    details: undefined,
  };
}

/** @returns one more than `most` where there are more */
async function countUpTo(db: Reader, rows: SQL, most: number): Promise<number> {
  const [row] = await db.all<{ n: number }>(
    sql`SELECT count(*) AS n FROM (SELECT 1 FROM (${rows}) LIMIT ${most + 1})`,
  );
  return row?.n ?? 0;
}
