import { setTimeout as sleep } from 'node:timers/promises';
import { RemoteError } from '../domain/failure.ts';
import type { Place } from '../domain/mail-reading.ts';
import { type GraphClient, type GraphReply, type GraphRequest, nameItem } from './graph-client.ts';
import { mayBeCorrupt } from './graph-corrupt.ts';
import { describeOddity } from './graph-failure.ts';
import { ignoreMissing } from './graph-folders.ts';
import type { GraphRow } from './graph-rows.ts';
import { runEach } from './run-each.ts';

const conflictPause = 200;
const mostConflicts = 3;

/** Which messages are meant: those of `places` that are still in `folder`, by its id. */
interface Settled {
  readonly folder: string;
  readonly places: readonly Place[];
}

export async function markRead(client: GraphClient, settled: Settled): Promise<void> {
  await settleEach(client, settled, async (place) => {
    const path = `messages/${place}`;
    const json = { isRead: true };
    const reply = await settle(client, { method: 'PATCH', path, command: 'SETTLE', json });
    return reply === undefined || (await look(client, place, reply))?.isRead === true;
  });
}

/** @param to the id of where to. */
export async function moveMessages(client: GraphClient, settled: Settled, to: string): Promise<void> {
  await settleEach(client, settled, async (place) => {
    const path = `messages/${place}/move`;
    const json = { destinationId: to };
    const reply = await settle(client, { method: 'POST', path, command: 'SETTLE', json });
    // What is missing may as well be the folder, which somebody has just deleted.
    const found = await look(client, place, reply);
    return found === undefined ? reply === undefined : found.parentFolderId === to;
  });
}

/** Beyond recovery by whoever reads the mailbox; only where an admin has chosen it. */
export async function removeForGood(client: GraphClient, settled: Settled): Promise<void> {
  await settleEach(client, settled, async (place) => {
    const path = `messages/${place}/permanentDelete`;
    const reply = await settle(client, { method: 'POST', path, command: 'SETTLE' });
    // What is missing may as well be the way to do it.
    return reply !== undefined || (await look(client, place, reply)) === undefined;
  });
}

/**
 * An answer is not believed: what it says of the message is looked at.
 * @throws RemoteError that says how many it is about
 */
async function settleEach(
  client: GraphClient,
  { folder, places }: Settled,
  work: (place: Place) => Promise<boolean>,
): Promise<void> {
  const done = await runEach(places, async (given) => {
    const place = nameItem(given, 'SETTLE');
    return (await isElsewhere(client, place, folder)) || work(place);
  });
  const left = done.filter((isDone) => !isDone).length;
  if (left === 0) return;
  const text = `Graph has agreed, and ${left} of ${places.length} messages of ${client.mailbox} are as before.`;
  throw describeOddity('NOT_DONE', 'SETTLE', text);
}

/**
 * An immutable id outlives a move: what a person or a rule has put somewhere else since is left as it is, as by IMAP, where it
 * has no such name any more.
 */
async function isElsewhere(client: GraphClient, place: Place, folder: string): Promise<boolean> {
  try {
    const found = await look(client, place, undefined);
    // An answer without it says nothing of where the message is.
    return found === undefined || (found.parentFolderId ?? folder) !== folder;
  } catch (error) {
    // Of one that Graph cannot tell anything about it is not known to be elsewhere.
    if (mayBeCorrupt(error)) return false;
    throw error;
  }
}

/** @returns undefined where the message is gone, which is no failure */
async function settle(client: GraphClient, request: GraphRequest): Promise<GraphReply | undefined> {
  for (let conflicts = 0; ; conflicts++) {
    try {
      return await ignoreMissing(client.ask(request));
    } catch (error) {
      const { code = '', status } = error instanceof RemoteError ? error.failure : {};
      // Somebody else changes it at the same moment; the change is asked for without a condition, so again is enough.
      const isConflict = code === 'ErrorIrresolvableConflict' || status === 409 || status === 412;
      if (!isConflict || conflicts >= mostConflicts) throw error;
      await sleep(conflictPause * 2 ** conflicts, undefined, { ref: false });
    }
  }
}

/** Bodies can be missing from an answer: then the message itself is looked at. @returns undefined where it is gone */
async function look(
  client: GraphClient,
  place: Place,
  reply: GraphReply | undefined,
): Promise<GraphRow | undefined> {
  if (reply?.json.id !== undefined) return reply.json;
  const path = `messages/${place}?$select=id,isRead,parentFolderId`;
  return (await ignoreMissing(client.ask({ path, command: 'SETTLE' })))?.json;
}
