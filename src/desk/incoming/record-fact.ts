import type { DeskActor } from '../../domain/actor.ts';
import type { Fact } from '../../domain/facts/fact.ts';
import type { Opening } from './opening.ts';

/** Adds a fact to those that the batch stores together; whoever has the mail stored did it. */
export function recordFact({ context, rows }: Pick<Opening, 'context' | 'rows'>, fact: Fact): void {
  const { id } = context.channel;
  const channel: DeskActor = { kind: 'desk', duty: 'receive', ...(id === null ? {} : { channelId: id }) };
  rows.facts.push({ at: context.now(), actor: context.actor ?? channel, fact });
}
