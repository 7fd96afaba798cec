import type { GraphFaultKind } from './graph-fault-kinds.ts';

export const mailFaultKinds = [
  'throttle',
  'expunge-failed',
  'not-connected',
  'disconnect-after-bytes',
  'token-expired',
  'placeholder',
  'slow',
  'stall',
  'empty-fetch',
  /** NO for a FETCH that reads more of a message than its header; the second: also for its header. */
  'fetch-refused',
  'fetch-refused-whole',
  'server-unavailable',
  'server-busy-greeting',
  'authenticate-failed',
  'uid-validity-change',
  'command-failed',
  'invalid-state',
  'connection-closed',
  'server-unavailable-line',
  'greeting-2026-09',
  'authenticate-failed-json',
  'truncate-literal',
  'stall-literal',
  'size-lies',
  'smtp-auth-disabled-tenant',
  'smtp-auth-disabled-mailbox',
  'smtp-535',
  'smtp-locked',
  'smtp-432',
  'smtp-sender-thread-limit',
  'smtp-send-as-denied',
  'smtp-send-as-denied-554',
  'smtp-550-recipient',
  'smtp-cut-after-data',
  'smtp-cut-unaccepted',
  'smtp-slow',
  'smtp-replace-message-id',
  'imap-reply',
  'smtp-reply',
  'token-reply',
  'token-nonce',
  'token-early-sign-in',
] as const;

/** `graph-…` is answered by Graph; its commands are named in graph-router.ts. `entra-<AADSTS code>` is answered by the sign-in pages and the token endpoint. */
export type FaultKind = (typeof mailFaultKinds)[number] | GraphFaultKind | `entra-${number}`;

export interface Fault {
  kind: FaultKind;
  /** How often it strikes; until it is cleared when left out. */
  times?: number;
  /** The only IMAP or SMTP command it strikes; for Entra `authorize`, `token` or `adminconsent`. */
  command?: string;
  /**
   * For `graph-…` what stands with the kind. Milliseconds for throttle, slow and stall; bytes for disconnect-after-bytes; the factor for size-lies; the one
   * UID that placeholder, empty-fetch, truncate-literal, stall-literal, fetch-refused and fetch-refused-whole strike.
   */
  value?: number;
  /**
   * The answer of imap-reply (`NO [OVERQUOTA] The mailbox is full.`), of smtp-reply, whose command is auth, mail, rcpt
   * or data (`552 5.3.4 Too large`), and of token-reply (`server_error: Something went wrong.`).
   */
  words?: string;
}

export interface Faults {
  /** @param mailbox an address, for Entra a UPN or client ID, or '*' for every one. */
  set(mailbox: string, fault: Fault): void;
  /** Without an argument every fault ends; without a kind every one of that mailbox. */
  clear(mailbox?: string, kind?: FaultKind): void;
  list(): { mailbox: string; fault: Fault }[];
  /** Without those of '*', and without counting `times` down. */
  listOf(mailbox: string): readonly Fault[];
  /** Looks without counting `times` down. */
  find(mailbox: string, kind: FaultKind, command?: string): Fault | undefined;
  /**
   * Counts `times` down. A fault with a command is found only when that command is asked for; one without
   * a command always is. Faults of the mailbox go before those of '*'.
   */
  take(mailbox: string, kind: FaultKind, command?: string): Fault | undefined;
}

/** Of corrupt messages a mailbox has as many as it likes. */
const ofMessage: readonly FaultKind[] = [
  'graph-corrupt',
  'graph-corrupt-facts',
  'fetch-refused',
  'fetch-refused-whole',
];

function isSame(one: Fault, other: Fault): boolean {
  const isOther = ofMessage.includes(one.kind) && one.value !== other.value;
  return one.kind === other.kind && one.command === other.command && !isOther;
}

export function createFaults(): Faults {
  const faults = new Map<string, Fault[]>();
  const find = (mailbox: string, kind: FaultKind, command?: string) => {
    const asked = command?.toUpperCase();
    const isMeant = (fault: Fault) =>
      fault.kind === kind && (fault.command === undefined || fault.command.toUpperCase() === asked);
    return faults.get(mailbox.toLowerCase())?.find(isMeant) ?? faults.get('*')?.find(isMeant);
  };
  const remove = (mailbox: string, isOver: (fault: Fault) => boolean) => {
    const left = (faults.get(mailbox) ?? []).filter((fault) => !isOver(fault));
    if (left.length > 0) faults.set(mailbox, left);
    else faults.delete(mailbox);
  };
  return {
    set(mailbox, fault) {
      const key = mailbox.toLowerCase();
      remove(key, (each) => isSame(each, fault));
      faults.set(key, [...(faults.get(key) ?? []), { ...fault }]);
    },
    clear(mailbox, kind) {
      if (mailbox === undefined) faults.clear();
      else remove(mailbox.toLowerCase(), (fault) => kind === undefined || fault.kind === kind);
    },
    list: () =>
      [...faults].flatMap(([mailbox, each]) => each.map((fault) => ({ mailbox, fault: { ...fault } }))),
    listOf: (mailbox) => faults.get(mailbox.toLowerCase()) ?? [],
    find,
    take(mailbox, kind, command) {
      const fault = find(mailbox, kind, command);
      if (fault?.times === undefined) return fault;
      fault.times -= 1;
      if (fault.times <= 0) for (const key of faults.keys()) remove(key, (each) => each === fault);
      return fault;
    },
  };
}
