import type { MailReader, OpenedFolder, Place } from '../domain/mail-reading.ts';
import type { MailSignal } from '../domain/mail-signal.ts';
import { createGraphClient, type GraphClient, type GraphOptions } from './graph-client.ts';
import { describeOddity } from './graph-failure.ts';
import { describeMessages, fetchHeader, fetchLarge, fetchMessages } from './graph-fetch.ts';
import { createGraphFolders, type GraphFolder, type GraphFolders, numberFolder } from './graph-folders.ts';
import { type KnownFacts, listMessages } from './graph-listing.ts';
import { searchMailbox } from './graph-look.ts';
import { markRead, moveMessages, removeForGood } from './graph-settle.ts';

export interface GraphReaderOptions extends GraphOptions {
  /** What is to be deleted goes for good, and not into Deleted Items. */
  readonly deletesForGood: boolean;
  /** Rings when Graph tells that mail has come into the mailbox. */
  readonly mailSignal: MailSignal;
}

/** What one reader has found out of its mailbox. */
interface Reading {
  readonly client: GraphClient;
  readonly folders: GraphFolders;
  readonly known: KnownFacts;
  readonly deletesForGood: boolean;
  readonly mailSignal: MailSignal;
  opened: GraphFolder | undefined;
  /** How often the signal had been given when the folder was opened. */
  heard: number;
}

/** A mailbox as Graph has it: a place is an immutable id, a cursor the link of the next delta round. Nothing is asked yet. */
export function openGraphReader(options: GraphReaderOptions): MailReader {
  const client = createGraphClient(options);
  const { deletesForGood, mailSignal } = options;
  const folders = createGraphFolders(client);
  const reading: Reading = {
    client,
    folders,
    known: new Map(),
    deletesForGood,
    mailSignal,
    opened: undefined,
    heard: mailSignal.given,
  };
  return {
    road: 'graph',
    deletesSingly: true,
    waitForChange: (signal) => mailSignal.wait(reading.heard, signal),
    listFolders: () => folders.list(),
    countFolder: async (path) => (await folders.find(path))?.counts,
    hasFolder: async (path) => (await folders.find(path)) !== undefined,
    findJunk: () => folders.findJunk(),
    nameOnServer: (path) => path,
    search(query, tell) {
      reading.opened = undefined;
      return searchMailbox(client, folders, query, tell);
    },
    openFolder: (path) => open(reading, path),
    hasNamed: undefined,
    list: async (query) => listMessages(client, folderOf(reading), query, reading.known),
    describeMessages: async (places) => describeMessages(client, folderOf(reading), places, reading.known),
    fetchMessages: (places) => fetchMessages(client, places),
    fetchLarge: (place, limit) => fetchLarge(client, place, limit),
    fetchHeader: (place) => fetchHeader(client, place),
    markRead: async (places) => markRead(client, { folder: folderOf(reading), places }),
    removeMessages: (places) => remove(reading, places),
    moveMessages: (places, to) => moveTo(reading, places, to),
    cut: () => client.cut(),
    close: async () => client.cut(),
  };
}

async function open(reading: Reading, path: string): Promise<OpenedFolder> {
  // Before anything is asked: mail that is told of from here on may be too late for the list.
  reading.heard = reading.mailSignal.given;
  const folder = await reading.folders.get(path);
  reading.opened = folder;
  reading.known.clear();
  return {
    path: folder.path,
    numbering: numberFolder(folder.id),
    messages: folder.counts.messages,
    mark: String(reading.heard),
  };
}

function folderOf({ opened }: Reading): string {
  if (opened !== undefined) return opened.id;
  throw describeOddity('NO_FOLDER', 'LIST', 'No folder is open.');
}

async function remove(reading: Reading, places: readonly Place[]): Promise<void> {
  const { client, folders, deletesForGood, known } = reading;
  for (const place of places) known.delete(place);
  const settled = { folder: folderOf(reading), places };
  if (deletesForGood) return removeForGood(client, settled);
  // What DELETE does is told in several ways; this one says where it goes.
  const deleted = await folders.findWellKnown('deleteditems');
  if (deleted === undefined || deleted === settled.folder) throw sameFolder('Deleted Items');
  await moveMessages(client, settled, deleted);
}

async function moveTo(reading: Reading, places: readonly Place[], to: string): Promise<void> {
  const settled = { folder: folderOf(reading), places };
  const { id } = await reading.folders.make(to);
  if (id === settled.folder) throw sameFolder(to);
  for (const place of places) reading.known.delete(place);
  await moveMessages(reading.client, settled, id);
}

/** What is moved there would be fetched again, without an end. */
function sameFolder(to: string) {
  return describeOddity('SAME_FOLDER', 'SETTLE', `${to} is the folder that is fetched.`);
}
