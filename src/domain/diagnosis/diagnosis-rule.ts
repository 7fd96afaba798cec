/**
 * Who can mend it: the admin of Postroom, the tenant's administrator, whoever runs the mail server of an account with a
 * password, Microsoft, or nobody has to: it heals.
 */
export type Who = 'you' | 'administrator' | 'provider' | 'microsoft' | 'nobody';

/** Whether no person has to act: what is wrong was not said to this app or to this message. */
export function healsByItself({ who }: { readonly who: Who }): boolean {
  return who === 'nobody' || who === 'microsoft';
}

/**
 * `reauthenticate`: only a new sign-in helps, so nothing is tried before; `backoff`: soon, then ever later, with jitter;
 * `slow`: once an hour, because a person has to act first; `wait`: after the time the server named;
 * `never`: the same message would be refused again. Of no sign-in: whatever is wrong there, messages wait until it is mended.
 */
export type RetryKind = 'reauthenticate' | 'backoff' | 'slow' | 'wait' | 'never';

/** `app`: Connect Microsoft 365 App; `consent`: Request Admin Consent. */
export type Place = 'app' | 'consent';

/** One row of a diagnosis table. Every condition that is given has to hold. */
export interface DiagnosisRule {
  readonly code: string;
  readonly when: {
    readonly aadsts?: readonly number[];
    readonly errors?: readonly string[];
    readonly codes?: RegExp;
    readonly commands?: readonly string[];
    /** The enhanced status code of an SMTP reply (RFC 3463). */
    readonly status?: RegExp;
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
  /** What is done for an account with a password, which knows no Microsoft administrator. */
  readonly passwordStep?: string;
  /** What is done where nobody signs in and the app itself opens the mailbox; its PowerShell stands on a page of its own. */
  readonly appStep?: string;
  /** Where in Postroom the step is done, where another page than that of the channel is needed. */
  readonly place?: Place;
  readonly retry: RetryKind;
  /**
   * The server's code leaves no doubt. Without it what waits for a person is tried once more within a minute, and is only
   * then believed.
   */
  readonly isSaid?: true;
}

/** Where what is wrong is the time. */
export const setTheClock =
  'Set date, time and time zone of this machine, best by NTP (timedatectl set-ntp true on Linux, w32tm /resync on Windows; a container has the clock of the machine below).';

/** Whatever Exchange refuses to an app: the page that is named finds out more than one answer tells. */
export const appStep =
  'Open Access of the app on the page of the channel: it finds out which grant is missing and writes the PowerShell for it. A grant can take two hours until it works.';
