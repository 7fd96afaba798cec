import type { Person } from './directory.ts';
import type { EntraState } from './entra-state.ts';
import type { Fault } from './faults.ts';
import type { GraphPermission } from './graph-access.ts';
import type { GraphFaultKind } from './graph-fault-kinds.ts';
import type { Mailbox, Mailboxes, MailFolder } from './mailboxes.ts';
import type { MailboxLanguage } from './mailboxes-names.ts';
import type { SentMessage } from './smtp-delivery.ts';

/** Faults are set for the mailbox, for who signed in, for the app, or for everybody. */
export type TakeFault = (kind: GraphFaultKind, commands?: readonly string[]) => Fault | undefined;

/** What differs from tenant to tenant, and what is only known by hearsay. A change counts at once. */
export interface GraphSettings {
  /** How long a message stays in Drafts after 202. */
  sendDelayMs: number;
  /** Whether Exchange keeps the Message-ID of what it sends. */
  messageIds: 'kept' | 'replaced';
  /** Whether the copy in Sent Items has the id of the draft. */
  draftIds: 'kept' | 'new';
  /** What becomes of a From that is not the mailbox's own. */
  foreignFrom: 'replaced' | 'denied';
  /** From the end of 2026 on, what a message says can be changed only with Mail-Advanced.ReadWrite. */
  guardsSentMail: boolean;
  /** The most that a message may have, in bytes; the tenant's own setting. */
  messageLimit: number;
  /** A message that was moved out of a folder and back is not told of again (microsoft-graph-docs#21752). */
  hidesReturned: boolean;
  /** Now and then a page of a delta is empty, or repeats a row. */
  hasDeltaQuirks: boolean;
  deltaLifetimeSeconds: number;
  /** Names of X- headers that the mailbox knows; others are dropped from MIME. */
  knownHeaders: string[];
  /** An upload session takes a piece, loses it, and asks for it again. */
  losesPieces: boolean;
  /** Requests at once for each app and mailbox. */
  parallelLimit: number;
  /** How long every request takes at least. */
  delayMs: number;
  /** Whether notifications may be sent to plain HTTP. */
  allowsPlainNotifications: boolean;
}

interface GraphStats {
  requests: number;
  /** The most requests at once for one app and mailbox, refused ones included. */
  peak: number;
  refused: number;
}

export interface GraphContext {
  state: EntraState;
  mailboxes: Mailboxes;
  sent: SentMessage[];
  settings: GraphSettings;
  stats: GraphStats;
  language: MailboxLanguage;
  /** Origins, known once the server listens: upload sessions are on another name. */
  urls: { graph: string; upload: string };
  /** Requests under way, by app and mailbox. */
  running: Map<string, number>;
  /** Numbers of the drafts that are on their way, by mailbox. */
  submitted: Set<string>;
  uploads: Map<string, UploadSession>;
  subscriptions: Map<string, Subscription>;
  /** What still has to happen, and is forgotten when the sandbox stops. */
  timers: Set<NodeJS.Timeout>;
  /** Counted up when the delta tokens of a mailbox are to be worthless; by its address. */
  generations: Map<string, number>;
}

/** Who is to be told of changes. */
export interface Subscription {
  id: string;
  resource: string;
  mailbox: Mailbox;
  /** Undefined for the whole mailbox. */
  folder: MailFolder | undefined;
  /** created, updated, deleted */
  kinds: string[];
  notificationUrl: string;
  lifecycleUrl: string | undefined;
  clientState: string | undefined;
  clientId: string;
  isImmutable: boolean;
  expiresAt: number;
  /** Until it is reauthorized. */
  isPaused: boolean;
  /** What is to come after the next, by a fault. */
  held: Record<string, unknown>[];
  stop(): void;
}

/** A file on its way to a draft. */
export interface UploadSession {
  mailbox: Mailbox;
  /** The message's number. */
  message: number;
  name: string;
  contentType: string;
  size: number;
  received: Buffer[];
  expiresAt: number;
}

/** A request as a route sees it; one of a batch looks the same. */
export interface GraphRequest {
  method: string;
  /** Decoded, without the version. */
  segments: string[];
  query: URLSearchParams;
  header(name: string): string | undefined;
  /** Whole; at most 4 MB. */
  body: Buffer;
}

export interface GraphAnswer {
  /** 0 where the line ends without an answer. */
  status: number;
  headers?: Record<string, string>;
  json?: Record<string, unknown>;
  bytes?: { content: Buffer; type: string };
  /** The line ends before the answer, or in the middle of its body. */
  breaksOff?: 'at-once' | 'half-way';
  /** Its end is that of the line, as behind old proxies; of so many bytes where it is cut. */
  endsWithLine?: number;
  /** The body comes in pieces over this time. */
  spreadOverMs?: number;
}

/** A request about a mailbox that the token may use. */
export interface GraphCall {
  context: GraphContext;
  request: GraphRequest;
  mailbox: Mailbox;
  /** Who signed in; undefined for the app itself. */
  holder: Person | undefined;
  clientId: string;
  token: string;
  /** The route's name. */
  command: string;
  /** Counts a fault of that kind that is set for this request. */
  take: TakeFault;
  prefer: GraphPreferences;
  /** What the template's braces stand for. */
  names: Record<string, string>;
  /** Up to the mailbox, such as https://localhost:1234/v1.0/users/a@b.example. */
  base: string;
}

export interface GraphPreferences {
  isImmutable: boolean;
  pageSize: number | undefined;
}

export interface GraphRoute {
  method: string;
  /** Below the mailbox, such as `messages/{message}/move`. */
  path: string;
  permission: GraphPermission;
  /** What a fault's command calls it. */
  name: string;
  run(call: GraphCall): GraphAnswer | Promise<GraphAnswer>;
}

export function createGraphSettings(given: Partial<GraphSettings> = {}): GraphSettings {
  return {
    sendDelayMs: 0,
    messageIds: 'kept',
    draftIds: 'kept',
    foreignFrom: 'replaced',
    guardsSentMail: true,
    messageLimit: 35 * 1024 * 1024,
    hidesReturned: true,
    hasDeltaQuirks: true,
    deltaLifetimeSeconds: 30 * 24 * 3600,
    knownHeaders: [],
    losesPieces: false,
    parallelLimit: 4,
    delayMs: 0,
    allowsPlainNotifications: false,
    ...given,
  };
}
