import { RemoteError } from '../domain/failure.ts';
import type { SentCopy, SentItems, SentMarks } from '../domain/mail-sending.ts';
import { chooseSentFolder } from '../domain/sent-folder.ts';
import { evidenceHeader } from './compose.ts';
import { connectImap, type ImapOptions, type MailConnection } from './imap.ts';
import type { HeaderFacts } from './imap-search.ts';

/** A server's index may lag behind, or know no such field: so many of the latest are looked at by ourselves. */
const lookedThrough = 200;
const fields = ['message-id', evidenceHeader.toLowerCase()];

/**
 * @param wished the folder of sent mail as an admin has set it; '' for the usual one
 * @throws RemoteError, NO_SENT_FOLDER where the mailbox has none
 */
export async function openImapSentItems(options: ImapOptions, wished: string): Promise<SentItems> {
  const connection = await connectImap(options);
  try {
    const folder = chooseSentFolder(await connection.listFolders(), wished);
    if (folder === undefined) throw noSentFolder(wished, options.user);
    const { path } = await connection.selectFolder(folder);
    return {
      name: `${path} of ${options.user}`,
      find: (marks) => findSentCopy(connection, marks),
      cut: () => connection.cut(),
      close: () => connection.close(),
    };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

function noSentFolder(wished: string, user: string): RemoteError {
  const text =
    wished === ''
      ? `No folder of ${user} has a name that Sent Items usually has; enter it in the settings of the channel.`
      : `${user} has no folder “${wished}”, which the settings of the channel name for sent mail.`;
  return new RemoteError({ origin: 'imap', code: 'NO_SENT_FOLDER', command: 'LIST', text });
}

/** Looks for the sent copy of a message in the folder that is selected. @throws RemoteError */
async function findSentCopy(connection: MailConnection, marks: SentMarks): Promise<SentCopy | undefined> {
  const asked = [
    { name: evidenceHeader, value: marks.ownId },
    ...[marks.ownId, ...marks.assignedIds].map((value) => ({ name: 'Message-ID', value })),
  ];
  for (const header of asked) {
    const found = choose(
      await connection.describeHeaders(await connection.searchSince(marks.since, header), fields),
      marks,
    );
    if (found !== undefined) return found;
  }
  const latest = (await connection.searchSince(marks.since)).slice(-lookedThrough);
  return choose(await connection.describeHeaders(latest, fields), marks);
}

/** A server compares parts of a value: only what is the same counts. */
function choose(facts: readonly HeaderFacts[], { ownId, assignedIds }: SentMarks): SentCopy | undefined {
  const ids = [ownId, ...assignedIds].map((id) => id.toLowerCase());
  const bare = (value: string | undefined) => value?.replace(/^<|>$/g, '');
  const found = facts.find((each) => {
    const mark = each.fields.get(evidenceHeader.toLowerCase());
    const id = bare(each.fields.get('message-id'))?.toLowerCase() ?? '';
    return mark?.toLowerCase() === ownId.toLowerCase() || ids.includes(id);
  });
  return found && { at: found.internalDate, messageId: bare(found.fields.get('message-id')) };
}
