import type { Log } from '../log.ts';
import type { Access, VerifyToken } from './access.ts';
import type { Faults } from './faults.ts';
import type { ImapOutput } from './imap-output.ts';
import type { CommandReader } from './imap-reader.ts';
import type { Token } from './imap-tokens.ts';
import type { Mailbox, Mailboxes, MailFolder, StoredMessage } from './mailboxes.ts';

/** Which Exchange it plays: the long known one, or what some tenants see since September 2026. */
export type ImapProfile = 'classic' | '2026-09';

export interface ImapContext {
  mailboxes: Mailboxes;
  faults: Faults;
  verifyToken: VerifyToken;
  /** Gives a token for a password that is taken; without it none is. */
  signInByPassword?: Access['signInByPassword'] | undefined;
  log: Log | undefined;
}

/** One connection of a client. */
export interface Session {
  readonly context: ImapContext;
  readonly reader: CommandReader;
  readonly out: ImapOutput;
  readonly profile: ImapProfile;
  signedIn: { address: string; token: string; mailbox: Mailbox | undefined } | undefined;
  selected: SelectedFolder | undefined;
  /** Commands refused with "not connected" so far: Exchange closes after a few. */
  refusals: number;
}

/** A folder as this client knows it; it lags behind until the changes are announced. */
export interface SelectedFolder {
  readonly mailbox: Mailbox;
  readonly folder: MailFolder;
  readonly isReadOnly: boolean;
  /** What sequence numbers count in. */
  readonly view: StoredMessage[];
  readonly removed: number[];
  readonly flagged: Set<StoredMessage>;
  isInvalid: boolean;
  /** Called after each change, while the client idles. */
  onChange: (() => void) | undefined;
  release(): void;
}

export interface ImapCommand {
  tag: string;
  /** Upper-case, without UID. */
  name: string;
  byUid: boolean;
  args: Token[];
}

/** @returns the tagged reply without its tag: "OK NOOP completed." */
export type CommandRun = (session: Session, command: ImapCommand) => Promise<string> | string;

export function completed(command: ImapCommand): string {
  return `OK ${command.name} completed.`;
}

/** What Exchange says to arguments it cannot read. */
export const badArguments = 'BAD Command Argument Error. 12';
export const badState = 'BAD Command received in Invalid state.';
