import { and, desc, eq, gte, isNotNull, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import type { StoredFact } from '../domain/facts/fact.ts';
import type { Reader, Tx } from './care/open.ts';
import { listFactsWhere } from './facts.ts';
import { facts } from './schema/schema-facts.ts';
import { findSetting, putSetting } from './settings.ts';

/** What an audit can be narrowed down to, with how the kinds of its facts begin. */
export const auditSubjects = {
  people: ['user.', 'sign_in.', 'token.'],
  channels: ['channel.'],
  settings: [
    'setting.',
    'filter.',
    'group.',
    'canned_answer.',
    'saved_search.',
    'app_registration.',
    'webhook.',
    'data_file.',
  ],
  customers: ['customer.'],
  mail: ['mail.raw_opened', 'quarantine.'],
  audit: ['audit.'],
} as const;
export type AuditSubject = keyof typeof auditSubjects;

export interface AuditQuery {
  /** Undefined: everything. */
  readonly subject: AuditSubject | undefined;
  /** Who did it, or about whom it is. */
  readonly userId: number | undefined;
  /** The network address that it came from. */
  readonly origin: string | undefined;
  readonly from: Date | undefined;
  /** Before this instant. */
  readonly until: Date | undefined;
  /** Only those with a smaller id, for the next page. */
  readonly before: number | undefined;
  readonly limit: number;
}

const usualAuditDays = 365;

const setting = 'audit_days';

/**
 * @returns what people and the desk did apart from the work on tickets, and who opened a ticket's mail as it came; the
 * newest first
 */
export async function listAudit(db: Reader, query: AuditQuery): Promise<StoredFact[]> {
  const { subject, limit } = query;
  const narrowed = narrow(query);
  const apart = and(
    isNull(facts.ticketId),
    subject === undefined ? undefined : or(...auditSubjects[subject].map(beginsWith)),
    narrowed,
  );
  const opened = and(sql`${facts.kind} = 'mail.raw_opened'`, isNotNull(facts.ticketId), narrowed);
  // Each has an index of its own.
  const found = await listFactsWhere(db, apart, desc(facts.id), limit);
  if (subject !== undefined && subject !== 'mail') return found;
  const others = await listFactsWhere(db, opened, desc(facts.id), limit);
  return [...found, ...others].toSorted((left, right) => right.id - left.id).slice(0, limit);
}

/** @returns for how many days it is kept */
export async function loadAuditDays(db: Reader): Promise<number> {
  const stored = await findSetting(db, setting);
  return typeof stored === 'number' ? stored : usualAuditDays;
}

export async function putAuditDays(tx: Tx, days: number): Promise<void> {
  await putSetting(tx, setting, days);
}

/**
 * Forgets what the log has of before then, and from where things were done. What happened to tickets stays with them.
 * @param most rows at once @returns whether there may be more
 */
export async function deleteAuditBefore(tx: Tx, at: Date, most: number): Promise<boolean> {
  const kinds = or(...Object.values(auditSubjects).flatMap((starts) => starts.map(beginsWith)));
  const old = and(isNull(facts.ticketId), kinds, lt(facts.at, at));
  const rows = tx.select({ id: facts.id }).from(facts).where(old).limit(most);
  const gone = await tx.delete(facts).where(sql`${facts.id} IN ${rows}`).returning({ id: facts.id });
  const placed = and(isNotNull(facts.origin), lt(facts.at, at));
  const named = tx.select({ id: facts.id }).from(facts).where(placed).limit(most);
  const cleared = await tx
    .update(facts)
    .set({ origin: null })
    .where(sql`${facts.id} IN ${named}`)
    .returning({ id: facts.id });
  return gone.length === most || cleared.length === most;
}

function narrow({ userId, origin, from, until, before }: AuditQuery): SQL | undefined {
  return and(
    userId === undefined ? undefined : or(eq(facts.actorUserId, userId), eq(facts.userId, userId)),
    origin === undefined ? undefined : eq(facts.origin, origin),
    from === undefined ? undefined : gte(facts.at, from),
    until === undefined ? undefined : lt(facts.at, until),
    before === undefined ? undefined : lt(facts.id, before),
  );
}

/** As a range, which an index can answer. A whole kind is one, too. */
function beginsWith(start: string): SQL | undefined {
  const isWhole = !start.endsWith('.');
  if (isWhole) return and(gte(facts.kind, start as never), lte(facts.kind, start as never));
  const end = `${start.slice(0, -1)}${String.fromCharCode(start.charCodeAt(start.length - 1) + 1)}`;
  return and(gte(facts.kind, start as never), lt(facts.kind, end as never));
}
