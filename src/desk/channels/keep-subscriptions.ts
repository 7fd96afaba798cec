import { type Channel, findChannel, listChannels } from '../../db/channels.ts';
import {
  type GraphSubscription,
  listAllSubscriptions,
  putSubscription,
  removeSubscription,
  updateSubscription,
} from '../../db/graph-subscriptions.ts';
import { createToken } from '../../domain/token.ts';
import { createGraphClient, type GraphClient } from '../../microsoft/graph-client.ts';
import { createGraphFolders } from '../../microsoft/graph-folders.ts';
import {
  isGone,
  reauthorizeSubscription,
  renewSubscription,
  subscribe,
  unsubscribe,
} from '../../microsoft/graph-subscriptions.ts';
import type { Desk } from '../desk.ts';
import { graphOptionsOf } from './graph-options.ts';
import { mailSignalOf } from './mail-signal-of.ts';
import { noteNotTold, noteTold } from './note-subscription.ts';
import { describeTerms, findFolderPath, listWishes, type Wish } from './subscription-wishes.ts';

/** Graph asks two addresses of ours before it answers, ten seconds each. */
const stepMilliseconds = 30_000;
/** Below each limit that was ever seen (4,230 and 10,070); renewed when half of it is over. */
const usualMinutes = 4200;
const folderPause = 3_600_000;

interface Turn {
  readonly stopping: AbortSignal;
  beat(): void;
}

/**
 * Sees to it that Graph tells of new mail wherever it can: makes what is wanted and missing, renews what would run out, answers
 * what Graph has told of a subscription, and takes away what is not wanted any more. A channel is read just the same without.
 */
export async function keepSubscriptions(desk: Desk, turn: Turn): Promise<void> {
  const rows = Map.groupBy(await listAllSubscriptions(desk.read), ({ channelId }) => channelId);
  for (const { id } of await listChannels(desk.read)) {
    if (turn.stopping.aborted) return;
    turn.beat();
    await keepOfChannel(desk, id, rows.get(id) ?? [], turn).catch((error: unknown) =>
      desk.log.warn('subscriptions cannot be looked after', { channel: id, error }),
    );
  }
}

async function keepOfChannel(
  desk: Desk,
  channelId: number,
  rows: readonly GraphSubscription[],
  { stopping }: Turn,
): Promise<void> {
  const channel = await findChannel(desk.read, channelId);
  if (channel === undefined) return;
  const wishes = await listWishes(desk, channel);
  const due = wishes.filter((wish) => isDue(desk, rows.find(isOf(wish)), wish));
  const unwanted = rows.filter((row) => !wishes.some((wish) => isOf(wish)(row)));
  if (due.length === 0 && unwanted.length === 0) return;
  const { open, cut } = openWhenNeeded(desk, channel);
  stopping.addEventListener('abort', cut);
  try {
    for (const row of unwanted) await end(desk, channel, row, open);
    for (const wish of due) {
      if (!stopping.aborted) await keep(desk, { channel, wish, known: rows.find(isOf(wish)), open });
    }
  } finally {
    stopping.removeEventListener('abort', cut);
  }
}

const isOf = (wish: Wish) => (row: GraphSubscription) => row.folderUse === wish.folderUse;

function isDue(desk: Desk, row: GraphSubscription | undefined, { terms }: Wish): boolean {
  if (row === undefined || row.terms !== terms) return true;
  const now = desk.now();
  if (row.retryAt !== null) return row.retryAt <= now;
  if (row.subscriptionId === null || row.expiresAt === null || row.event !== null) return true;
  const left = row.expiresAt.getTime() - now.getTime();
  // A clock that was put back must not keep it from being renewed.
  return left < (row.minutes * 60_000) / 2 || left > row.minutes * 120_000;
}

/** One client for all that is done of a channel. */
function openWhenNeeded(desk: Desk, channel: Channel) {
  let opening: Promise<GraphClient> | undefined;
  return {
    open() {
      opening ??= graphOptionsOf(desk, channel).then((options) =>
        createGraphClient({ ...options, stepMilliseconds }),
      );
      return opening;
    },
    cut() {
      void opening?.then(
        (client) => client.cut(),
        () => undefined,
      );
    },
  };
}

/** One that cannot be ended runs out by itself, and what it tells until then is not listened to. */
async function end(
  desk: Desk,
  channel: Channel,
  row: GraphSubscription,
  open: () => Promise<GraphClient>,
): Promise<void> {
  const { subscriptionId } = row;
  try {
    if (subscriptionId !== null) await unsubscribe(await open(), subscriptionId);
  } catch (error) {
    desk.log.info('a subscription could not be ended, it runs out', { channel: channel.id, error });
  }
  await desk.write((tx) => removeSubscription(tx, row));
  desk.publish({ kind: 'channel', channelId: channel.id });
}

interface Keeping {
  readonly channel: Channel;
  readonly wish: Wish;
  readonly known: GraphSubscription | undefined;
  readonly open: () => Promise<GraphClient>;
}

async function keep(desk: Desk, keeping: Keeping): Promise<void> {
  const { channel, wish, known } = keeping;
  try {
    const client = await keeping.open();
    const isUsable = known?.terms === wish.terms && known.event !== 'subscriptionRemoved';
    const isKept = isUsable && known.code === null && (await renew(desk, client, known));
    if (!isKept) await make(desk, client, keeping);
  } catch (error) {
    await noteNotTold(desk, channel, rowOf(keeping), error);
  }
}

/** What failed is tried with a row of its own, so that its cause and the next try are kept. */
function rowOf({ channel, wish, known }: Keeping): GraphSubscription {
  if (known?.terms === wish.terms) return known;
  return {
    channelId: channel.id,
    folderUse: wish.folderUse,
    terms: wish.terms,
    subscriptionId: null,
    clientState: createToken(),
    minutes: usualMinutes,
    since: null,
    expiresAt: null,
    event: null,
    lastToldAt: null,
    code: null,
    text: null,
    retryAt: null,
  };
}

/** @returns false where Graph has no such subscription any more */
async function renew(desk: Desk, client: GraphClient, row: GraphSubscription): Promise<boolean> {
  const { subscriptionId, minutes, event } = row;
  if (subscriptionId === null) return false;
  try {
    if (event === 'reauthorizationRequired') await reauthorizeSubscription(client, subscriptionId);
    const renewed = await renewSubscription(client, subscriptionId, { minutes, now: desk.now() });
    await desk.write((tx) =>
      updateSubscription(tx, row, { expiresAt: renewed.expiresAt, minutes: renewed.minutes, event: null }),
    );
    // While it was not sure of the token it told of nothing.
    if (event !== null) mailSignalOf(desk, row.channelId).give();
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/** There is nothing to be told of until there is one. */
async function noteNoFolder(desk: Desk, row: GraphSubscription): Promise<void> {
  const retryAt = new Date(desk.now().getTime() + folderPause);
  await desk.write((tx) => putSubscription(tx, { ...row, subscriptionId: null, event: null, retryAt }));
}

async function make(desk: Desk, client: GraphClient, keeping: Keeping): Promise<void> {
  const { channel, wish, known } = keeping;
  const row = rowOf(keeping);
  if (known !== undefined && known.subscriptionId !== null) await unsubscribe(client, known.subscriptionId);
  const path = await findFolderPath(client, channel, wish.folderUse);
  if (path === undefined) return noteNoFolder(desk, row);
  const { id: folder } = await createGraphFolders(client).get(path);
  // Kept before Graph can tell anything with it.
  const clientState = createToken();
  const waiting = { ...row, clientState, subscriptionId: null, event: null, expiresAt: null };
  await desk.write((tx) => putSubscription(tx, waiting));
  const terms = { folder, clientState, ...describeTerms(desk, channel) };
  const made = await subscribe(client, terms, { minutes: row.minutes, now: desk.now() });
  const { id: subscriptionId, expiresAt, minutes } = made;
  await noteTold(desk, channel, { ...waiting, subscriptionId, expiresAt, minutes });
  // What came in meanwhile was not told of.
  mailSignalOf(desk, channel.id).give();
}
