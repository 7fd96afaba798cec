import type { Diagnosis } from './diagnosis.ts';

export type CheckStep =
  | 'clock'
  | 'token'
  | 'mailbox'
  | 'folder'
  | 'elsewhere'
  | 'read'
  | 'settle'
  | 'send'
  | 'copy';

/** In the order in which they are tried; a failed one ends the check, but for sending, which stands alone. */
export const checkSteps: readonly { readonly step: CheckStep; readonly label: string }[] = [
  { step: 'clock', label: 'Compare the clock of this machine with Microsoft’s' },
  { step: 'token', label: 'Get an access token from Microsoft' },
  { step: 'mailbox', label: 'Sign in to the mailbox' },
  { step: 'folder', label: 'Open the folder' },
  { step: 'elsewhere', label: 'Look for mail in other folders' },
  { step: 'read', label: 'Read a message' },
  { step: 'settle', label: 'Be able to do what follows an import' },
  { step: 'send', label: 'Sign in for sending' },
  { step: 'copy', label: 'Find the copy of the last answer in the shared mailbox' },
];

/** Why a mailbox could not be counted before its first fetch. */
export interface PreviewTrouble {
  readonly trouble: Diagnosis;
  readonly clock: Diagnosis | undefined;
}

export interface CheckLine {
  readonly step: CheckStep;
  readonly state: 'waiting' | 'running' | 'passed' | 'failed' | 'skipped';
  readonly milliseconds: number | undefined;
  /** What was found; '' before. */
  readonly words: string;
  readonly diagnosis: Diagnosis | undefined;
}
