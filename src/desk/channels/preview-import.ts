import { type Channel, getChannel, listChannels } from '../../db/channels.ts';
import { listImportedPlaces } from '../../db/imported-places.ts';
import type { FolderChoice, ImportPreview } from '../../domain/channel.ts';
import type { PreviewTrouble } from '../../domain/diagnosis/connection-check.ts';
import { type Diagnosis, diagnose } from '../../domain/diagnosis/diagnosis.ts';
import { findFailure } from '../../domain/failure.ts';
import { type CountedMessage, countImport } from '../../domain/import-preview.ts';
import type { FolderFacts, MailReader, OpenedFolder, Place } from '../../domain/mail-reading.ts';
import { compareNames } from '../../domain/name-order.ts';
import { AppError } from '../../errors.ts';
import type { Desk } from '../desk.ts';
import { compareClock } from './compare-clock.ts';
import { compareFolder } from './compare-folder.ts';
import { countElsewhere } from './count-elsewhere.ts';
import { withMailbox } from './open-mailbox.ts';
import { trySending } from './try-sending.ts';

/** A FETCH for this many messages answers within a second or two on Exchange. */
const chunk = 500;

/**
 * Reads the mailbox and changes nothing. Sending is tried beside it: what comes of that is the channel's health.
 * @returns the counts, or why a server gave none. @throws AppError conflict, not_found
 */
export async function previewImport(
  desk: Desk,
  input: { channelId: number },
): Promise<ImportPreview | PreviewTrouble> {
  const channel = await getChannel(desk.read, input.channelId);
  const sending = trySending(desk, channel).catch((error: unknown) =>
    desk.log.warn('sending does not work', { channel: channel.id, error }),
  );
  const clock = compareClock(desk, channel).then(
    () => undefined,
    (error: unknown) => describeClock(error, channel),
  );
  try {
    return { ...(await readMailbox(desk, channel)), clock: await clock };
  } catch (error) {
    const failure = findFailure(error);
    if (failure === undefined) throw error;
    return { trouble: diagnose(failure, channel), clock: await clock };
  } finally {
    await sending;
  }
}

/** @returns undefined for a clock that could not be compared: why, the sign-in says itself */
function describeClock(error: unknown, channel: Channel): Diagnosis | undefined {
  const failure = findFailure(error);
  return failure?.code === 'CLOCK_OFF' ? diagnose(failure, channel) : undefined;
}

function readMailbox(desk: Desk, channel: Channel): Promise<Omit<ImportPreview, 'clock'>> {
  return withMailbox(desk, channel, async (mailbox) => {
    const folder = await mailbox.openFolder(channel.folder);
    if (channel.afterImport === 'move' && mailbox.nameOnServer(channel.moveTo) === folder.path) {
      throw new AppError(
        'conflict',
        `On this server ${channel.moveTo} is ${folder.path}, the folder that is fetched: each message would be fetched again and again. Choose another folder to move to.`,
      );
    }
    await assertUnread(desk, channel, mailbox, folder);
    const { onlyUnread } = channel;
    const { places: all } = await mailbox.list({ cursor: '', isComplete: true, onlyUnread });
    const imported = await listImportedPlaces(desk.read, {
      ...folder,
      channelId: channel.id,
      folder: folder.path,
    });
    const places = all.filter((place) => !imported.has(place));
    const messages = await describeAll(mailbox, places);
    const elsewhere = await countElsewhere(desk, channel, mailbox);
    const unreadInInbox = elsewhere.find(({ use }) => use === 'inbox')?.unread ?? 0;
    const counts = countImport(folder.path, messages, {
      archiveBefore: channel.archiveBefore,
      startedAt: channel.startedAt,
      now: desk.now(),
      known: all.length - places.length,
    });
    return { ...counts, unreadInInbox };
  });
}

/** Under another of its addresses the mailbox may be one that a channel reads: each message would become two tickets. */
async function assertUnread(
  desk: Desk,
  channel: Channel,
  mailbox: MailReader,
  folder: OpenedFolder,
): Promise<void> {
  for (const other of await listChannels(desk.read)) {
    const isElsewhere = other.id === channel.id || other.startedAt === null;
    if (isElsewhere || (await compareFolder(desk, other.id, mailbox, folder)) !== 'same') continue;
    throw new AppError(
      'conflict',
      `${channel.address} is the mailbox that the channel ${other.name} reads already, in the same folder. Delete this channel and add the address there under Addresses, or choose another folder.`,
    );
  }
}

/** So long somebody waits for the counts; a mailbox of hundreds of folders shows those that came by then. */
const countingMilliseconds = 12_000;

/**
 * @param input `isCounting`: with the counts of as many folders as there is time for; a command for each
 * @returns the mailbox's folders in the order of a tree. @throws RemoteError, AppError not_found
 */
export async function listFolders(
  desk: Desk,
  input: { channelId: number; isCounting?: boolean | undefined },
): Promise<FolderChoice[]> {
  const channel = await getChannel(desk.read, input.channelId);
  return withMailbox(desk, channel, async (mailbox) => {
    const folders = (await mailbox.listFolders()).map(describeFolder).sort(inboxFirst);
    if (input.isCounting !== true) return folders;
    const end = performance.now() + countingMilliseconds;
    const counted: FolderChoice[] = [];
    for (const folder of folders) {
      const isCounted = folder.isSelectable && performance.now() < end;
      counted.push(isCounted ? { ...folder, counts: await mailbox.countFolder(folder.path) } : folder);
    }
    return counted;
  });
}

async function describeAll(mailbox: MailReader, places: readonly Place[]): Promise<CountedMessage[]> {
  const messages: CountedMessage[] = [];
  for (let start = 0; start < places.length; start += chunk) {
    const found = await mailbox.describeMessages(places.slice(start, start + chunk));
    messages.push(...found);
  }
  return messages;
}

function describeFolder({ path, name, delimiter, isSelectable }: FolderFacts): FolderChoice {
  const depth = delimiter === '' ? 0 : path.split(delimiter).length - 1;
  return { path, name, depth, isSelectable, counts: undefined };
}

/** The inbox comes first; children stand right after their parent. */
function inboxFirst(one: FolderChoice, other: FolderChoice): number {
  const isInbox = ({ path }: FolderChoice) => /^INBOX(\/|$)/i.test(path);
  if (isInbox(one) !== isInbox(other)) return isInbox(one) ? -1 : 1;
  const names = one.path.split('/');
  const others = other.path.split('/');
  const at = names.findIndex((name, index) => name !== others[index]);
  if (at < 0) return names.length - others.length;
  return compareNames(names[at] ?? '', others[at] ?? '');
}
