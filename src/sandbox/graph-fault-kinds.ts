/** The commands that hand a message over. */
export const sendCommands: readonly string[] = ['send', 'send-mail'];

/** Faults that are an answer of their own; graph-fault-errors.ts has the words. */
const errorFaultKinds = [
  'graph-token-expired',
  'graph-wrong-audience',
  'graph-access-denied',
  'graph-access-disabled',
  'graph-send-as-denied',
  'graph-item-not-found',
  'graph-default-folder-missing',
  'graph-invalid-user',
  'graph-mailbox-not-enabled',
  'graph-conflict',
  'graph-too-large',
  'graph-throttled',
  'graph-throttled-date',
  'graph-throttled-bare',
  'graph-too-many-objects',
  'graph-mailbox-moving',
  'graph-move-failed',
  'graph-store-unavailable',
  'graph-quarantined',
  'graph-server-busy',
  'graph-mailbox-stale',
  'graph-timeout',
  'graph-quota-full',
  'graph-quota-names',
  'graph-message-limit',
  'graph-submission-quota',
  'graph-submission-blocked',
  'graph-size-exceeded',
  'graph-invalid-recipients',
  'graph-bad-mime',
  'graph-upload-session-missing',
] as const;

/** Faults that change how an answer goes out, or what a sending comes to. */
const otherFaultKinds = [
  /** 401 until a token was asked for with claims (continuous access evaluation). */
  'graph-claims',
  'graph-sync-lost',
  'graph-resync',
  /** 504 without a text, after `value` milliseconds (30 s). */
  'graph-gateway-timeout',
  /** A page, with `value` as its status (200): a proxy's. */
  'graph-html',
  /** Whatever has to read one message fails, and whatever wants more of it than its id; graph-corrupt.ts. */
  'graph-corrupt',
  'graph-corrupt-facts',
  /** A row of a list has a name that is none, and nothing else; `value` is the UID. */
  'graph-odd-row',
  'graph-empty-body',
  /** The body is packed, which nobody has asked for. */
  'graph-packed',
  'graph-cut-body',
  /** Nothing tells the length of the body, which ends with the line, after `value` bytes. Where packing is asked for it is packed and whole, without `words`. */
  'graph-no-length',
  'graph-slow',
  /** The body comes in pieces, over `value` milliseconds. */
  'graph-slow-body',
  'graph-foreign-link',
  /** A page leads to itself, by a link that is another one each time. */
  'graph-pages-repeat',
  /** A change is agreed to and not made. */
  'graph-not-done',
  /** `words`: `503 ErrorServerBusy: The text.`, or with 200. */
  'graph-reply',
  /** The line ends before the request is done, and after. */
  'graph-cut-unaccepted',
  'graph-cut-accepted',
  'graph-draft-lost',
  'graph-busy-but-sent',
  'graph-never-sent',
  'graph-sent-twice',
  /** The copy comes into Sent Items `value` milliseconds later (60 s). */
  'graph-late-copy',
  'graph-undeliverable',
  'graph-notify-late',
  'graph-notify-double',
  'graph-notify-disordered',
  'graph-notify-missing',
  'graph-notify-forged',
  'graph-notify-unknown',
] as const;

export type ErrorFaultKind = (typeof errorFaultKinds)[number];
export type GraphFaultKind = ErrorFaultKind | (typeof otherFaultKinds)[number];

export const graphFaultKinds: readonly GraphFaultKind[] = [...errorFaultKinds, ...otherFaultKinds];
