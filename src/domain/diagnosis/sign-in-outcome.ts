import type { Diagnosis } from './diagnosis.ts';

/** Why what came back from Microsoft was not taken. */
export type TokenFault =
  /** Neither a code nor an error; an identity token of another tenant, or of another sign-in. */
  | { readonly code: 'no_code' | 'no_refresh_token' | 'other_tenant' | 'other_sign_in' }
  | { readonly code: 'claims_missing'; readonly names: string }
  | { readonly code: 'other_app'; readonly app: string }
  | { readonly code: 'other_issuer'; readonly issuer: string }
  /** `minutesAhead`: of this machine's clock, where the token says when it was issued. */
  | { readonly code: 'out_of_date'; readonly minutesAhead?: number };

/** What came of a return from Microsoft's sign-in. Everything but the first four left nothing behind. */
export type SignInOutcome =
  | { readonly kind: 'added'; readonly channelId: number }
  | {
      readonly kind: 'reauthenticated';
      readonly channelId: number;
      /** Graph was allowed, beside what the channel signs in by. */
      readonly allowsGraph: boolean;
      readonly isStarted: boolean;
    }
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
      readonly app: number;
      readonly diagnosis: Diagnosis;
    }
  | { readonly kind: 'implausible'; readonly fault: TokenFault }
  /** `since`: a tenant's administrator has been asked and has not answered. */
  | {
      readonly kind: 'refused';
      readonly diagnosis: Diagnosis;
      readonly since: Date | undefined;
      /** That somebody signed in for anew; undefined for an account that was to be added. */
      readonly retry: SignInRetry | undefined;
    };

/** What a sign-in was for that can be begun again. */
export interface SignInRetry {
  readonly kind: 'reauthenticate' | 'migrate';
  readonly channelId: number;
  /** The app that was chosen for it, where the channel has none yet. */
  readonly app?: number;
}
