import type { Tx } from '../db/care/open.ts';
import { insertFacts } from '../db/facts.ts';
import type { Actor, Duty } from '../domain/actor.ts';
import type { ChannelFact } from '../domain/facts/channel-facts.ts';

/** Notes what a channel did by itself, or what somebody did with it. */
export async function recordChannel(
  tx: Tx,
  fact: ChannelFact,
  { at, by }: { readonly at: Date; readonly by: Duty | Actor },
): Promise<void> {
  const actor: Actor = typeof by === 'string' ? { kind: 'desk', duty: by, channelId: fact.channelId } : by;
  await insertFacts(tx, [{ at, actor, fact }]);
}
