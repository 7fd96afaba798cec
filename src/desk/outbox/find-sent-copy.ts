import { evidenceHeader } from '../../mail/compose.ts';
import type { MailConnection } from '../../mail/imap.ts';
import type { HeaderFacts } from '../../mail/imap-search.ts';

export interface SentCopy {
  /** When the server put it there. */
  readonly at: Date | undefined;
  /** As the server has named it; without angle brackets. */
  readonly messageId: string | undefined;
}

/** By what our message can be recognised, whatever became of its Message-ID. */
export interface SentMarks {
  readonly ownId: string;
  /** Those that the server is known to have put in its place. */
  readonly assignedIds: readonly string[];
  readonly since: Date;
}

/** A server's index may lag behind, or know no such field: so many of the latest are looked at by ourselves. */
const lookedThrough = 200;
const fields = ['message-id', evidenceHeader.toLowerCase()];

/** Looks for the sent copy of a message in the folder that is selected. @throws RemoteError */
export async function findSentCopy(
  connection: MailConnection,
  marks: SentMarks,
): Promise<SentCopy | undefined> {
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
