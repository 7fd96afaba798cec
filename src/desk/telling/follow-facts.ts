import type { Tx } from '../../db/care/open.ts';
import type { Write } from '../../db/care/write.ts';
import type { DeskEvent } from '../../domain/events.ts';
import type { NewFact } from '../../domain/facts/fact.ts';
import { noticeChannels } from '../channels/notice-health.ts';
import { tellPages } from './tell-pages.ts';
import { tellPeople } from './tell-people.ts';

/**
 * What follows from facts, at the end of the transaction that has recorded them: what it stores is as durable as they are.
 * @returns what the pages are told after the commit
 */
type Follower = (tx: Tx, facts: readonly NewFact[]) => Promise<readonly DeskEvent[]>;

/** Webhooks are not among them: each reads the stored facts after the last one it has seen, so that nothing is lost when the program ends. */
const followers: readonly Follower[] = [tellPeople, noticeChannels, tellPages];

/**
 * The one place where what was recorded goes on to notifications and live pages, whoever did it and by whatever way.
 * @param publish called once the transaction is durable
 */
export function followFacts(write: Write, publish: (event: DeskEvent) => void): Write {
  return async (fn, urgency) => {
    const { output, events } = await write(async (tx) => {
      const output = await fn(tx);
      return { output, events: await follow(tx) };
    }, urgency);
    for (const event of events) publish(event);
    return output;
  };
}

async function follow(tx: Tx): Promise<readonly DeskEvent[]> {
  if (tx.recorded.length === 0) return [];
  const events: DeskEvent[] = [];
  for (const follower of followers) events.push(...(await follower(tx, tx.recorded)));
  return [...new Map(events.map((event) => [JSON.stringify(event), event])).values()];
}
