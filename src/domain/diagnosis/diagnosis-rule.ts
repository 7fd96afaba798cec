/** Who can mend it: the admin of Postroom, the tenant's administrator, Microsoft, or nobody has to: it heals. */
export type Who = 'you' | 'administrator' | 'microsoft' | 'nobody';

/**
 * `reauthenticate`: not at all until somebody signs in again; `backoff`: soon, then ever later, with jitter;
 * `slow`: once an hour, because a person outside has to act first; `wait`: after the time the server named;
 * `never`: the same message or sign-in would fail again.
 */
export type RetryKind = 'reauthenticate' | 'backoff' | 'slow' | 'wait' | 'never';

/** One row of a diagnosis table. Every condition that is given has to hold. */
export interface DiagnosisRule {
  readonly code: string;
  readonly when: {
    readonly aadsts?: readonly number[];
    readonly errors?: readonly string[];
    readonly codes?: RegExp;
    readonly commands?: readonly string[];
    readonly text?: RegExp;
  };
  readonly title: string;
  readonly cause: string;
  readonly who: Who;
  readonly step: string;
  /** Both are quoted for PowerShell. @param account who signs in: another one for a shared mailbox */
  readonly powershell?: (address: string, account: string) => string;
  /** Where a personal account has nobody but its owner: what that person does. */
  readonly personalStep?: string;
  readonly retry: RetryKind;
}
