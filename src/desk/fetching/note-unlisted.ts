import { listFactsOfChannel } from '../../db/facts.ts';
import type { ChannelFact } from '../../domain/facts/channel-facts.ts';
import type { UnlistedMail } from '../../domain/mail-reading.ts';
import type { Desk } from '../desk.ts';
import { recordChannel } from '../record-channel.ts';

type Unlisted = Extract<ChannelFact, { readonly kind: 'channel.unlisted' }>['data'];

/** How many are looked at beyond as many as there are now: older ones are of messages that were listed since, or are gone. */
const mostEnded = 100;

/** Says in the channel's log what its server cannot list: nothing else shows that there is such mail. */
export async function noteUnlisted(
  desk: Desk,
  channelId: number,
  folder: string,
  unlisted: readonly UnlistedMail[] = [],
): Promise<void> {
  if (unlisted.length === 0) return;
  const told = await listFactsOfChannel(desk.read, channelId, {
    limit: unlisted.length + mostEnded,
    kinds: ['channel.unlisted'],
  });
  const known = told.map(({ data }) => data as Unlisted);
  const news = unlisted.map((each) => describe(folder, each)).filter((each) => !isKnown(each, known));
  if (news.length === 0) return;
  desk.log.warn('the server cannot list all mail', { channel: channelId, folder, unlisted: news });
  await desk.write(async (tx) => {
    for (const data of news) {
      await recordChannel(tx, { kind: 'channel.unlisted', channelId, data }, { at: desk.now(), by: 'fetch' });
    }
  });
}

function describe(folder: string, { count, after, before }: UnlistedMail): Unlisted {
  return {
    folder,
    count,
    ...(after === undefined ? {} : { after: after.toISOString() }),
    ...(before === undefined ? {} : { before: before.toISOString() }),
  };
}

/** Those before and behind come and go, yet the time between them always holds the message. */
function isKnown({ folder, count, after, before }: Unlisted, known: readonly Unlisted[]): boolean {
  return known.some(
    (each) =>
      each.folder === folder &&
      each.count >= count &&
      isUpTo(each.after, before) &&
      isUpTo(after, each.before),
  );
}

function isUpTo(from: string | undefined, to: string | undefined): boolean {
  return from === undefined || to === undefined || from <= to;
}
