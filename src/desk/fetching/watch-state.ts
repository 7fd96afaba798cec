import type { Channel } from '../../db/channels.ts';
import type { MailReader } from '../../domain/mail-reading.ts';
import { countNewSignIns } from '../channels/connection-change.ts';
import type { Counted } from '../channels/count-elsewhere.ts';
import type { OpenMailboxOptions } from '../channels/open-mailbox.ts';
import type { Desk } from '../desk.ts';
import { type FailedDownloads, rememberFailedDownloads } from './failed-downloads.ts';
import type { JunkHeaders } from './look-in-junk.ts';
import type { Suspects } from './parse-mail.ts';
import type { WatchOptions } from './watch-options.ts';

/** What a turn gets from the scheduler. */
export interface WatchTurn {
  readonly stopping: AbortSignal;
  readonly cut: AbortSignal;
  beat(): void;
}
/** When the next turn comes. */
export interface WatchPause {
  readonly after: number;
  readonly until?: (signal: AbortSignal) => Promise<unknown>;
}

export interface WatchDependencies {
  readonly desk: Desk;
  readonly options: WatchOptions;
  readonly suspects: Suspects;
  /** Opens a channel's mailbox. */
  readonly openMailbox: (channel: Channel, options: OpenMailboxOptions) => Promise<MailReader>;
}

/** The state of watching one channel, kept from one look to the next. */
export interface WatchState extends WatchDependencies {
  readonly channelId: number;
  readonly failed: FailedDownloads;
  /** Stays open while the channel waits for new mail. */
  mailbox: MailReader | undefined;
  /** The server has refused to mark, move or delete, and is asked again then; new mail is fetched meanwhile. */
  settleAgainAt: Date | undefined;
  /** Whether the server is told at this look what has become of its messages. */
  settles: boolean;
  /** By the diagnosis' code, how often each has come since all was well. */
  readonly failures: Map<string, number>;
  /** How often the channel's way to sign in had changed when it was opened. */
  signIns: number;
  /** When what Exchange has sent placeholders for was asked for last. */
  placeholdersAt: number;
  /** When it was counted last what lies elsewhere, and the headers that were read there. */
  elsewhereAt: number;
  readonly junk: JunkHeaders;
  /** What the junk folder held then; undefined where there is none. */
  junkCount: Counted | undefined;
  /** How many messages were withheld at the last look. */
  withheld: number;
  /** How often Graph's signal had been given at the last look, and how many looks in a row have brought mail without it. */
  readonly silence: { given: number; looks: number };
  /** Mail came while another folder was open: the server does not tell of it any more. */
  hasMissed: boolean;
  beat: () => void;
}

export function createWatchState(dependencies: WatchDependencies, channelId: number): WatchState {
  return {
    ...dependencies,
    channelId,
    failed: rememberFailedDownloads(),
    mailbox: undefined,
    settleAgainAt: undefined,
    settles: true,
    failures: new Map(),
    signIns: countNewSignIns(dependencies.desk, channelId),
    placeholdersAt: Number.NEGATIVE_INFINITY,
    elsewhereAt: Number.NEGATIVE_INFINITY,
    junk: new Map(),
    junkCount: undefined,
    withheld: 0,
    silence: { given: 0, looks: 0 },
    hasMissed: false,
    beat: () => undefined,
  };
}

/** Whether somebody has asked for something not long ago. */
export function isAtWork({ desk, options }: Pick<WatchState, 'desk' | 'options'>): boolean {
  return performance.now() - desk.memory.asked.at < options.work;
}

/** Ends the line at once. */
export function cutMailbox(state: WatchState): void {
  state.mailbox?.cut();
  state.mailbox = undefined;
}

export async function closeMailbox(state: WatchState): Promise<void> {
  const { mailbox, desk, channelId } = state;
  state.mailbox = undefined;
  await mailbox?.close().catch((error: unknown) => desk.log.debug('goodbye failed', { channelId, error }));
}

/** Whether the server is told what has become of its messages now; somebody may have asked for a fetch, too. */
export function isSettlingDue({ settleAgainAt, desk }: WatchState, { retryAt }: Channel): boolean {
  return (
    settleAgainAt === undefined || retryAt?.getTime() !== settleAgainAt.getTime() || retryAt <= desk.now()
  );
}
