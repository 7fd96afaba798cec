import type { Diagnosis } from './diagnosis.ts';

/** What came of a return from Microsoft's sign-in. Everything but the first four left nothing behind. */
export type SignInOutcome =
  | { readonly kind: 'added'; readonly channelId: number }
  | { readonly kind: 'reauthenticated'; readonly channelId: number }
  | { readonly kind: 'migrated'; readonly channelId: number }
  | { readonly kind: 'consented' }
  /** Never begun here, used already, or older than ten minutes. */
  | { readonly kind: 'unknown_state' }
  | { readonly kind: 'expired' }
  | { readonly kind: 'foreign_session' }
  | {
      readonly kind: 'wrong_account';
      readonly expected: string;
      readonly got: string;
      readonly channelId: number;
    }
  /** The account may not open the mailbox of the channel that was to be migrated. */
  | {
      readonly kind: 'wrong_mailbox';
      readonly mailbox: string;
      readonly account: string;
      readonly channelId: number;
      readonly diagnosis: Diagnosis;
    }
  /** The identity token did not fit, or a parameter is missing. */
  | { readonly kind: 'implausible'; readonly reason: string }
  /** `since`: a tenant's administrator has been asked and has not answered. */
  | { readonly kind: 'refused'; readonly diagnosis: Diagnosis; readonly since: Date | undefined };
