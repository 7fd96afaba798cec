import type { LimitSettings } from '../limit-settings.ts';

/** A limit of what a message may hold, by the name of its setting. */
export type MailLimit = Exclude<keyof LimitSettings, 'mostSeconds'> | 'mostMegabytes';

/** Why a message cannot be read. Trying again gives the same. */
export type UnreadableReason =
  /** `has` and `most` in bytes where it is a size. `has` is absent where it was not counted to the end. */
  | { readonly code: 'limit'; readonly limit: MailLimit; readonly most: number; readonly has?: number }
  | { readonly code: 'broken' };

/** What ended the process that read a message. */
export type KilledReason =
  | { readonly code: 'killed_by_time'; readonly seconds: number }
  | { readonly code: 'killed_by_memory'; readonly megabytes: number }
  /** `detail` is what the process said. */
  | { readonly code: 'killed_by_crash'; readonly detail: string }
  | { readonly code: 'never_answered'; readonly attempts: number };

/** Larger than what is read: sizes in bytes. `file`: from a file, else as its server says. */
export interface OversizedReason {
  readonly code: 'oversized';
  readonly size: number;
  readonly most: number;
  readonly from: 'server' | 'file';
}

/** The server lists it, and gives up when it is asked for: its own words. `size` in bytes, as it says. */
export interface NotGivenOutReason {
  readonly code: 'not_given_out';
  readonly size: number;
  readonly said: string;
}

/** Why the sender of a message that is too large was not asked for a smaller one. */
export type UntoldReason =
  | {
      readonly code:
        | 'sender_unreadable'
        | 'no_sending_address'
        | 'sender_blocked'
        | 'forbidden'
        | 'told_within_a_day'
        | 'unfit_address';
    }
  | { readonly code: 'robot'; readonly sign: string }
  | { readonly code: 'limit'; readonly count: number };

/** What became of asking the sender of a message that is too large for a smaller one. */
export interface AskedSender {
  /** The number of the ticket that waits for the smaller one. */
  readonly askedIn?: number;
  readonly notAsked?: UntoldReason;
}

/** Why a message is in quarantine. */
export type QuarantineReason =
  | UnreadableReason
  | KilledReason
  | (OversizedReason & AskedSender)
  | NotGivenOutReason
  | { readonly code: 'placeholder' | 'not_stored' | 'not_read' }
  /** Of an older version, in its words. */
  | { readonly code: 'words'; readonly text: string };

/** What is known of the sender, added to why the message is here. */
export function noteAsking(reason: QuarantineReason, asking: AskedSender): QuarantineReason {
  return reason.code === 'oversized' ? { ...reason, ...asking } : reason;
}
