import type { InArgs, Row, Transaction } from '@libsql/client/sqlite3';
import { diagnosisRules } from '../../domain/diagnosis/diagnosis.ts';
import { readOldChannelEvent } from '../../domain/facts/old-channel-events.ts';
import { readOldTicketEvent } from '../../domain/facts/old-ticket-events.ts';

const atOnce = 500;

/**
 * Turns the histories of tickets and the logs of channels, which were words, into facts, the oldest first. What cannot
 * be read keeps its words. The migration has gathered both in `old_events`.
 */
export async function convertEvents(transaction: Transaction): Promise<void> {
  for (let last = 0; ; last += atOnce) {
    const { rows } = await transaction.execute({
      sql: 'SELECT * FROM old_events WHERE rowid > ? ORDER BY rowid LIMIT ?',
      args: [last, atOnce],
    });
    if (rows.length === 0) break;
    const marks = rows.map(() => '(?, ?, ?, ?, ?, ?, ?, ?)').join(', ');
    await transaction.execute({
      sql: `INSERT INTO facts (at, kind, actor_kind, actor_user_id, via, ticket_id, channel_id, data) VALUES ${marks}`,
      args: rows.flatMap(toFact),
    });
  }
  await transaction.executeMultiple(
    'DROP TABLE old_events; DROP TABLE ticket_events; DROP TABLE channel_events;',
  );
}

function toFact(row: Row): Exclude<InArgs, Record<string, unknown>> {
  const { at, user_id: userId, ticket_id: ticketId, channel_id: channelId, number } = row;
  const of = String(row.kind);
  const text = String(row.message);
  const read =
    ticketId === null
      ? readOldChannelEvent(text, of, diagnosisRules)
      : readOldTicketEvent(text, { kind: of, number: Number(number) });
  const { kind, data } = read ?? { kind: 'words', data: { text, of } };
  const via = userId !== null ? 'page' : ticketId === null ? `fetch:${channelId}` : 'receive';
  const actorKind = userId === null ? 'desk' : 'user';
  return [
    at ?? 0,
    kind,
    actorKind,
    userId ?? null,
    via,
    ticketId ?? null,
    channelId ?? null,
    JSON.stringify(data),
  ];
}
