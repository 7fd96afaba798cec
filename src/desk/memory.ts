import pLimit, { type LimitFunction } from 'p-limit';
import { type TextIndex, textIndexes } from '../db/merge-text-index.ts';
import type { Actor, UserActor } from '../domain/actor.ts';
import type { ClockState } from '../domain/clock-state.ts';
import type { Cloud, Resource } from '../domain/cloud.ts';
import type { CheckLine } from '../domain/diagnosis/connection-check.ts';
import type { DiskLevel } from '../domain/disk-room.ts';
import { createFairTurns, type FairTurns } from '../domain/fair-turns.ts';
import type { FileBatch, FileResult } from '../domain/file-batch.ts';
import type { Place } from '../domain/mail-reading.ts';
import type { MailSignal } from '../domain/mail-signal.ts';
import { createMailboxLimit, type MailboxLimit } from '../domain/mailbox-limit.ts';
import type { PostOutcome } from '../domain/post-problem.ts';
import type { Reconciliation } from '../domain/reconciliation.ts';
import { createSignInLimit, type Reservation, type SignInLimit } from '../domain/sign-in-limit.ts';
import type { TicketPriority, TicketState } from '../domain/ticket.ts';
import { createToken } from '../domain/token.ts';
import type { AccessToken } from '../microsoft/access-token.ts';
import type { AppToken } from '../microsoft/app-token.ts';
import type { GraphLanes } from '../microsoft/graph-lanes.ts';

// What the desk keeps in memory only. It is empty after a restart, so nothing may depend on it to be correct.

export interface Memory {
  /** By channel: how often its way to sign in has changed. */
  readonly newSignIns: Map<number, number>;
  /** Requests of programs with an Idempotency-Key that are being done now, as token and key. */
  readonly requestsUnderWay: Set<string>;
  /** By channel: the refresh of its access token that is under way. */
  readonly tokenRefreshes: Map<number, TokenRefresh>;
  /** Tokens of apps themselves, by app, tenant and what they are for. */
  readonly appTokens: Map<string, Promise<AppToken>>;
  /** By channel: what is said to its servers, where somebody asked for it. Never written to the data file. */
  readonly traces: Map<number, Trace>;
  /** By channel or message that cannot be sent (`channel:1`, `outbox:1`): how often each cause has come since all was well. */
  readonly sendingCauses: Map<string, Map<string, number>>;
  /** What is asked of Graph at once, by app and mailbox. */
  readonly graphLanes: Map<string, GraphLanes>;
  /** By channel: given when Graph tells of new mail, which comes from outside of any connection. */
  readonly mailSignals: Map<number, MailSignal>;
  /** By run. */
  readonly reconciliations: Map<string, Reconciliation>;
  /** By its key: a message that a mailbox was asked for and that can be fetched. */
  readonly foundMails: Map<string, FoundMail>;
  /** What each person may ask of mail servers. */
  readonly mailboxLimit: MailboxLimit;
  /** So many mailboxes are asked at once, whoever asks. */
  readonly mailboxQueue: LimitFunction;
  /** By check. */
  readonly connectionChecks: Map<string, CheckLine[]>;
  /** By article: the making of what its readers need that is under way. */
  readonly renderings: Map<number, Promise<void>>;
  /** Whose mail is stored next. */
  readonly storeTurns: FairTurns;
  /** Imports mail from files; made by the first import. */
  importFiles: ((batch: FileBatch, actor: Actor) => Promise<FileResult[]>) | undefined;
  /** By what was given out for it: changes of many tickets that can be taken back for a while. */
  readonly ticketUndos: Map<string, TicketUndo>;
  /** How far trying several quarantined messages has come; undefined when nothing runs. */
  quarantineRetries: RetryProgress | undefined;
  /** What all imports share; made by the first. */
  mailBudget: MailBudget | undefined;
  readonly signInLimit: SignInLimit;
  /** By the hash of what the browser was given: sign-ins whose password was right and whose second step is to come. */
  readonly signInSteps: Map<string, SignInStep>;
  /** By address: when it was noted last that it tried too often, on the clock of `performance`. */
  readonly tooManyNoted: Map<string, number>;
  /** By the hash of the state: sign-ins to Postroom that are under way at Microsoft. */
  readonly microsoftLogIns: Map<string, MicrosoftLogIn>;
  /**
   * Challenges for passkeys are of one start of the program, `run`, as the next knows of no answers. `used`: those that one has
   * answered, with until when they would count (milliseconds): none works twice.
   */
  readonly challenges: { readonly run: string; readonly used: Map<string, number> };
  /** Passwords are hashed two at a time: each takes 19 MiB and a thread for some 30 milliseconds. */
  readonly hashQueue: LimitFunction;
  /** When somebody asked for something last, by the clock of `performance`, and how many commands he or others wait for. */
  readonly asked: { at: number; underWay: number };
  /** How many messages one transaction of an import stores. */
  storedTogether: number;
  /** By try: what a receiver answers, until it is written down. */
  readonly webhookOutcomes: Map<string, Promise<PostOutcome>>;
  /** By chore, when it was done last, in milliseconds. */
  readonly choresDone: Map<string, number>;
  /** How far the clock was from the one that nobody sets; undefined before the first look. */
  clockOffset: number | undefined;
  clock: ClockState;
  /** Where comparing what people read has come to: the kind, and the last id. */
  contentCursor: { kind: number; after: number };
  /** What people were told of: rows that are damaged, and the last level of the disk, undefined until one was looked up. */
  readonly told: { readonly damage: Set<string>; disk: DiskLevel | undefined };
  /** The full-text indexes that have pieces to be merged, perhaps: both at first, as what the last run had begun goes on; and how many pages the next step takes. */
  readonly merging: { readonly left: Set<TextIndex>; pages: number };
  /** Called when there is something to send; undefined while no outbox runs. */
  wakeOutbox: (() => void) | undefined;
  /** Called when Graph has told something of a subscription; undefined while nobody looks after them. */
  wakeSubscriptions: (() => void) | undefined;
}

export interface TokenRefresh {
  readonly isForced: boolean;
  readonly resource: Resource;
  readonly claims: string | undefined;
  readonly result: Promise<{ token: AccessToken; cloud: Cloud }>;
}

export interface FoundMail {
  readonly channelId: number;
  readonly folder: string;
  readonly numbering: string;
  readonly place: Place;
  readonly fromAddress: string;
}

interface TicketUndo {
  readonly userId: number;
  /** In milliseconds. */
  readonly until: number;
  /** In the order in which they were taken. */
  readonly steps: readonly UndoStep[];
}

/** What a change has made of a ticket, and what it had been. */
export interface UndoStep {
  readonly ticketId: number;
  readonly before: TicketMarks;
  readonly after: TicketMarks;
  readonly tag: { readonly name: string; readonly isAdded: boolean } | undefined;
}

export interface TicketMarks {
  readonly state: TicketState;
  readonly ownerId: number | null;
  readonly groupId: number;
  readonly priority: TicketPriority;
  /** In milliseconds; null: no end of the waiting. */
  readonly until: number | null;
}

export interface Trace {
  /** Lines are taken until then, and kept for as long again. */
  readonly until: number;
  lines: string[];
  characters: number;
}

interface SignInStep {
  readonly userId: number;
  readonly passwordHash: string;
  /** On the clock of `performance`. */
  readonly until: number;
}

export interface MicrosoftLogIn {
  /** SHA-256 of what the browser that began it has, hex. */
  readonly browserHash: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Where the person wanted to go. */
  readonly to: string;
  /** On the clock of `performance`. */
  readonly until: number;
  /** Withdrawn when he is in. */
  readonly reservation: Reservation;
  readonly begunAt: Date;
  /** Who is signed in already, and proves with it who he is. */
  readonly prover: UserActor | undefined;
}

export interface RetryProgress {
  readonly done: number;
  readonly total: number;
}

/** Bounds what is between the server and the data file at any moment, over all that import at once. */
export interface MailBudget {
  /** For one import. */
  share(): BudgetShare;
  /** Bytes that all hold now. */
  held(): number;
}

export interface BudgetShare {
  /**
   * Waits until there is room; what is larger than everything gets it all to itself. One that holds nothing gets a usual
   * batch at once, so that an import that is slow to store holds up no other.
   * @param signal ends the waiting @param beat called now and then meanwhile
   * @returns false when it ended without room
   */
  take(bytes: number, signal: AbortSignal, beat: () => void): Promise<boolean>;
  /** What was not asked for and came all the same: nothing more is admitted until there is room again. */
  add(bytes: number): void;
  give(bytes: number): void;
}

export function createMemory(): Memory {
  return {
    newSignIns: new Map(),
    requestsUnderWay: new Set(),
    tokenRefreshes: new Map(),
    appTokens: new Map(),
    traces: new Map(),
    sendingCauses: new Map(),
    graphLanes: new Map(),
    mailSignals: new Map(),
    reconciliations: new Map(),
    connectionChecks: new Map(),
    foundMails: new Map(),
    mailboxLimit: createMailboxLimit(() => performance.now()),
    mailboxQueue: pLimit(8),
    renderings: new Map(),
    ticketUndos: new Map(),
    storeTurns: createFairTurns(() => performance.now()),
    importFiles: undefined,
    quarantineRetries: undefined,
    mailBudget: undefined,
    signInSteps: new Map(),
    tooManyNoted: new Map(),
    microsoftLogIns: new Map(),
    challenges: { run: createToken(), used: new Map() },
    signInLimit: createSignInLimit(() => performance.now()),
    hashQueue: pLimit(2),
    asked: { at: Number.NEGATIVE_INFINITY, underWay: 0 },
    storedTogether: 50,
    webhookOutcomes: new Map(),
    choresDone: new Map(),
    clockOffset: undefined,
    clock: { jump: undefined, ahead: undefined },
    contentCursor: { kind: 0, after: 0 },
    told: { damage: new Set(), disk: undefined },
    merging: { left: new Set(textIndexes), pages: 50 },
    wakeOutbox: undefined,
    wakeSubscriptions: undefined,
  };
}
