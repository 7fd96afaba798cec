import type { ImapFlow } from 'imapflow';
import { RemoteError } from '../domain/failure.ts';
import { nameOnServer } from './imap-folders.ts';
import { takeChanges } from './imap-rows.ts';
import { type ImapLine, isAgreed, type Steps } from './imap-steps.ts';
import { sendTogether } from './imap-together.ts';
import { chunkUids, expectRows, packUids } from './imap-uids.ts';

/** What is done on the server to messages that are stored. UIDs that have vanished are no failure. */
export interface Settling {
  markRead(uids: readonly number[]): Promise<void>;
  /**
   * Marks them deleted and, where the server knows UIDPLUS, expunges these alone. Without UIDPLUS they stay
   * marked: a plain EXPUNGE would take what other programs have marked along.
   */
  removeMessages(uids: readonly number[]): Promise<void>;
  /** @param to an existing folder's path */
  moveMessages(uids: readonly number[], to: string): Promise<void>;
}

/** A step of imapflow's own commands; no version has promised that it has it. */
interface Inside {
  exec(this: unknown, command: string, attributes: readonly object[]): Promise<{ next(): void }>;
}

/** Asks the server not to answer with the new flags of each message. */
const quietly = { uid: true, silent: true };

export function createSettling(client: ImapFlow, steps: Steps): Settling {
  const line = { client, steps };
  const copied = new Set<string>();
  return {
    markRead: (uids) => addFlag(line, uids, '\\Seen'),
    removeMessages: (uids) => removeMessages(line, uids),
    moveMessages: (uids, to) => moveMessages(line, uids, to, copied),
  };
}

function addFlag(line: ImapLine, uids: readonly number[], flag: string): Promise<void> {
  const commands = (range: string) => [() => line.client.messageFlagsAdd(range, [flag], quietly)];
  return inRanges(line, uids, { command: 'STORE', commands, isDone: (flags) => flags.has(flag) });
}

function removeMessages(line: ImapLine, uids: readonly number[]): Promise<void> {
  const { client } = line;
  if (!client.capabilities.has('UIDPLUS')) return addFlag(line, uids, '\\Deleted');
  const commands = (range: string) => [
    () => client.messageFlagsAdd(range, ['\\Deleted'], quietly),
    // Of what could not be marked it removes nothing.
    () => expunge(client, range),
  ];
  // Sent right behind the marks, Dovecot may not see them yet: it agrees, and removes nothing.
  const again = (range: string) => expunge(client, range);
  return inRanges(line, uids, { command: 'EXPUNGE', commands, again, isDone: isGone });
}

/** imapflow's own command waits for the answer to its STORE. */
async function expunge(client: ImapFlow, range: string): Promise<true> {
  const { exec } = client as unknown as Inside;
  const { next } = await exec.call(client, 'UID EXPUNGE', [{ type: 'SEQUENCE', value: range }]);
  next();
  return true;
}

/** @param copied what this line has copied already, where the server has refused what belongs to it */
async function moveMessages(
  line: ImapLine,
  uids: readonly number[],
  to: string,
  copied: Set<string>,
): Promise<void> {
  const { client } = line;
  const from = client.mailbox === false ? '' : client.mailbox.path;
  if (nameOnServer(client, to) === from) throw sameFolder(to);
  if (client.capabilities.has('MOVE')) {
    const commands = (range: string) => [() => client.messageMove(range, to, { uid: true })];
    return inRanges(line, uids, { command: 'MOVE', commands, isDone: isGone });
  }
  // Not imapflow's own substitute: it would end in a plain EXPUNGE.
  const nameCopy = (uid: number) =>
    `${client.mailbox === false ? '' : client.mailbox.uidValidity}/${uid}/${to}`;
  const left = uids.filter((uid) => !copied.has(nameCopy(uid)));
  await copyUnmarked(line, left, to, (uid) => copied.add(nameCopy(uid)));
  await removeMessages(line, uids);
  for (const uid of uids) copied.delete(nameCopy(uid));
}

/**
 * A server that copies and then does not let the original go would get another copy with each try: what an earlier try has
 * marked as deleted, after its copy, is not copied again.
 */
async function copyUnmarked(
  line: ImapLine,
  uids: readonly number[],
  to: string,
  note: (uid: number) => void,
): Promise<void> {
  const { client, steps } = line;
  for (const chunk of chunkUids(uids)) {
    const marked = await findUids(line, chunk, (flags) => flags.has('\\Deleted'));
    const fresh = chunk.filter((uid) => !marked.has(uid));
    if (fresh.length === 0) continue;
    const copy = () => client.messageCopy(packUids(fresh), to, { uid: true });
    await steps.insist('COPY', () => takeChanges(client, copy));
    fresh.forEach(note);
  }
}

interface Change {
  /** How failures name it. */
  readonly command: string;
  /** What is sent for a range, one right behind the other. */
  readonly commands: (range: string) => readonly (() => Promise<unknown>)[];
  /** What is sent once more for those that are as before. */
  readonly again?: (range: string) => Promise<unknown>;
  /** Whether a message that is still there is as it should be. */
  readonly isDone: (flags: ReadonlySet<string>) => boolean;
}

/** A message that is still there has not been moved or removed. */
const isGone = () => false;

/**
 * An answer is not believed: imapflow takes a refusal for part of the messages for success, and servers say OK to what they
 * have not done. So it is looked at afterwards, in a step of its own: rows of a look that is sent right behind may come before
 * the answers, as Dovecot puts these off until all that is sent together is done.
 * @throws RemoteError that says how many it is about
 */
async function inRanges(line: ImapLine, uids: readonly number[], change: Change): Promise<void> {
  const { command, commands, again, isDone } = change;
  const findLeft = (chunk: readonly number[]) => findUids(line, chunk, (flags) => !isDone(flags));
  for (const chunk of chunkUids(uids)) {
    const gone = await make(line, command, commands(packUids(chunk)));
    if (isDone === isGone && isProof(gone, chunk.length)) continue;
    let left = await findLeft(chunk);
    if (left.size > 0 && again !== undefined) {
      const range = packUids([...left]);
      await make(line, command, [() => again(range)]);
      left = await findLeft([...left]);
    }
    if (left.size === 0) continue;
    const text = `The server has agreed to ${command}, and ${left.size} of ${chunk.length} messages are as before.`;
    throw new RemoteError({ origin: 'imap', code: 'NOT_DONE', command, text });
  }
}

/**
 * Where a server says of as many messages as were asked for that they are gone, these are: that another program has removed
 * exactly as many at the same moment is believed of few.
 */
function isProof(gone: number, asked: number): boolean {
  return gone === asked && asked >= fewestProven;
}

const fewestProven = 20;

/** @returns of how many messages the server has said meanwhile that they are gone */
async function make(
  { client, steps }: ImapLine,
  command: string,
  changes: readonly (() => Promise<unknown>)[],
): Promise<number> {
  let gone = 0;
  await steps.insist(command, async () => {
    const note = () => {
      gone++;
    };
    const answers = await takeChanges(client, () => sendTogether(client, changes), note);
    return answers.length === changes.length && answers.every(checkAnswer);
  });
  return gone;
}

/** @throws what the command has failed by */
function checkAnswer(answer: PromiseSettledResult<unknown>): boolean {
  if (answer.status === 'rejected') throw answer.reason;
  return isAgreed(answer.value);
}

/** @returns those of the messages that are there and fit */
function findUids(line: ImapLine, uids: readonly number[], isWanted: IsWanted): Promise<Set<number>> {
  return line.steps.run('FETCH', () => lookUp(line, uids, isWanted));
}

type IsWanted = (flags: ReadonlySet<string>) => boolean;

async function lookUp(
  { client, steps }: ImapLine,
  uids: readonly number[],
  isWanted: IsWanted,
): Promise<Set<number>> {
  const isAsked = expectRows(uids, steps);
  const found = new Set<number>();
  const rows = client.fetch(packUids(uids), { uid: true, flags: true }, { uid: true });
  for await (const { uid, flags } of rows) {
    if (isAsked(uid) && isWanted(flags ?? new Set())) found.add(uid);
  }
  return found;
}

/** What is moved there would be fetched again, without an end. */
function sameFolder(to: string): RemoteError {
  const text = `${to} is the folder that is fetched.`;
  return new RemoteError({ origin: 'imap', code: 'SAME_FOLDER', command: 'MOVE', text });
}
