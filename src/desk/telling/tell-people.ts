import type { Tx } from '../../db/care/open.ts';
import type { NewNotification } from '../../db/notifications.ts';
import { markArticlesTold } from '../../db/outbox-held.ts';
import { findActingUser } from '../../domain/actor.ts';
import type { DeskEvent } from '../../domain/events.ts';
import type { Fact, NewFact } from '../../domain/facts/fact.ts';
import {
  type Arrival,
  type Lost,
  notifyOfArrivals,
  notifyOfFailures,
  notifyOfWritings,
  notifyPeople,
  type Writing,
} from './notify-people.ts';

/** Tells those whom the facts concern: in the bell, and by mail whoever wants that too. */
export async function tellPeople(tx: Tx, facts: readonly NewFact[]): Promise<DeskEvent[]> {
  const told = [
    ...(await notifyPeople(tx, facts.flatMap(describeDirect))),
    ...(await notifyOfArrivals(tx, facts.flatMap(describeArrival))),
    ...(await notifyOfWritings(tx, facts.flatMap(describeWriting))),
    ...(await notifyOfFailures(tx, await listLost(tx, facts))),
  ];
  return [...new Set(told)].map((userId) => ({ kind: 'notification', userId }));
}

/** What names the people itself: an owner, those whom a note mentions, or whose answer a colleague took back. Nobody is told of what he did himself. */
function describeDirect({ at, actor, fact }: NewFact): NewNotification[] {
  const actorId = findActingUser(actor) ?? null;
  const { ticketId } = fact;
  const [kind, userIds] = listNamed(fact);
  if (kind === undefined || ticketId === undefined) return [];
  return [...new Set(userIds)]
    .filter((userId) => userId !== actorId)
    .map((userId) => ({ userId, ticketId, kind, actorId, at }));
}

function listNamed(
  fact: Fact,
): [kind?: 'assigned' | 'mentioned' | 'undelivered', userIds?: readonly number[]] {
  if (fact.kind === 'ticket.noted') return ['mentioned', fact.data.mentioned ?? []];
  if (fact.kind === 'ticket.answer_taken_back') return ['undelivered', [fact.data.of?.id ?? []].flat()];
  if (fact.kind !== 'ticket.owner_changed') return [];
  const id = fact.data.to?.id ?? undefined;
  return ['assigned', id === undefined ? [] : [id]];
}

function describeArrival({ at, fact }: NewFact): Arrival[] {
  const { kind, ticketId } = fact;
  if (kind === 'ticket.opened') {
    const { by, isQuiet } = fact.data;
    return by === 'mail' && isQuiet !== true ? [{ kind: 'opened', ticketId: fact.ticketId, at }] : [];
  }
  if (kind !== 'ticket.joined' || ticketId === undefined) return [];
  const { isArchived, isQuiet } = fact.data;
  return isArchived === true || isQuiet === true ? [] : [{ kind: 'appended', ticketId, at }];
}

function describeWriting({ at, actor, fact }: NewFact): Writing[] {
  const { ticketId } = fact;
  if ((fact.kind !== 'ticket.answered' && fact.kind !== 'ticket.noted') || ticketId === undefined) return [];
  const mentioned = fact.kind === 'ticket.noted' ? (fact.data.mentioned ?? []) : [];
  return [{ ticketId, at, actorId: findActingUser(actor) ?? null, mentioned }];
}

/** Messages that did not reach their recipients, or perhaps not; the outbox keeps that people were told. */
async function listLost(tx: Tx, facts: readonly NewFact[]): Promise<Lost[]> {
  const lost = facts.flatMap(({ at, fact }): Lost[] => {
    if (fact.kind === 'ticket.bounced' && fact.data.lost !== undefined) {
      return [{ ticketId: fact.ticketId, articleId: fact.data.lost.articleId ?? undefined, at }];
    }
    if (fact.kind !== 'delivery.failed' && fact.kind !== 'delivery.unknown') return [];
    return [{ ticketId: fact.ticketId, articleId: fact.articleId, at }];
  });
  for (const kind of ['failed', 'unknown'] as const) {
    const ofKind = facts.filter(({ fact }) => fact.kind === `delivery.${kind}`);
    await markArticlesTold(
      tx,
      ofKind.flatMap(({ fact }) => fact.articleId ?? []),
      kind,
    );
  }
  // One report names a message once for each of its recipients.
  return [...new Map(lost.map((each) => [`${each.ticketId}/${each.articleId}`, each])).values()];
}
