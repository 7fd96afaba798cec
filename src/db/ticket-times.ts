import { sql } from 'drizzle-orm';

// Kept by triggers beside what the program writes: see migrations/0049_list_order.sql.

/** Part of a query over tickets: when the first message was written, in milliseconds. */
export const openedAt = sql<number>`coalesce("tickets"."opened_at", "tickets"."created_at")`;

/** Part of a query over tickets: since when the customer waits for an answer, in milliseconds; null: he does not. */
export const waitingSince = sql<number | null>`"tickets"."waiting_since"`;
