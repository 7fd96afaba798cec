import { and, desc, eq, gte, isNull, lt, or, type SQL } from 'drizzle-orm';
import type { StoredFact } from '../domain/facts/fact.ts';
import type { Reader } from './care/open.ts';
import { listFactsWhere } from './facts.ts';
import { facts } from './schema/schema-facts.ts';

/** What an audit can be narrowed down to, with how the kinds of its facts begin. */
export const auditSubjects = {
  people: ['user.', 'sign_in.', 'token.'],
  channels: ['channel.'],
  settings: ['setting.', 'filter.', 'group.', 'canned_answer.', 'app_registration.', 'webhook.'],
  customers: ['customer.'],
} as const;
export type AuditSubject = keyof typeof auditSubjects;

export interface AuditQuery {
  /** Undefined: everything. */
  readonly subject: AuditSubject | undefined;
  /** Who did it, or about whom it is. */
  readonly userId: number | undefined;
  readonly from: Date | undefined;
  /** Before this instant. */
  readonly until: Date | undefined;
  /** Only those with a smaller id, for the next page. */
  readonly before: number | undefined;
  readonly limit: number;
}

/** @returns what people and the desk did apart from the work on tickets, the newest first */
export function listAudit(db: Reader, query: AuditQuery): Promise<StoredFact[]> {
  const { subject, userId, from, until, before, limit } = query;
  const rule = and(
    isNull(facts.ticketId),
    subject === undefined ? undefined : or(...auditSubjects[subject].map(beginsWith)),
    userId === undefined ? undefined : or(eq(facts.actorUserId, userId), eq(facts.userId, userId)),
    from === undefined ? undefined : gte(facts.at, from),
    until === undefined ? undefined : lt(facts.at, until),
    before === undefined ? undefined : lt(facts.id, before),
  );
  return listFactsWhere(db, rule, desc(facts.id), limit);
}

/** As a range, which an index can answer. */
function beginsWith(start: string): SQL | undefined {
  const end = `${start.slice(0, -1)}${String.fromCharCode(start.charCodeAt(start.length - 1) + 1)}`;
  return and(gte(facts.kind, start as never), lt(facts.kind, end as never));
}
