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
  readonly finding: CheckFinding | undefined;
  readonly diagnosis: Diagnosis | undefined;
  /** Why Postroom itself did not try it; undefined where a server refused, which the diagnosis says. */
  readonly refusal: string | undefined;
}

/** What says no more than that. */
export type PlainFinding =
  | 'no_clock'
  | 'app_signed_in'
  | 'nothing_elsewhere'
  | 'empty_folder'
  | 'message_withheld'
  | 'marks_read'
  | 'deletes_singly'
  | 'marks_deleted'
  | 'nothing_sent'
  | 'no_copy';

/** What a step has found that passed; its words are made where it is shown. */
export type CheckFinding =
  | { readonly code: PlainFinding }
  /** `host`: whose clock it is. */
  | { readonly code: 'clock_silent' | 'clock_right'; readonly host: string }
  | { readonly code: 'signed_in'; readonly userName: string }
  | { readonly code: 'mailbox_open'; readonly address: string }
  | { readonly code: 'let_in'; readonly host: string; readonly userName: string }
  | { readonly code: 'folder_open'; readonly folder: string; readonly messages: number }
  | {
      readonly code: 'elsewhere';
      readonly folders: readonly {
        readonly folder: string;
        readonly messages: number;
        readonly unread: number;
      }[];
    }
  | { readonly code: 'header_read'; readonly bytes: number }
  | { readonly code: 'folder_there' | 'folder_to_make'; readonly folder: string }
  /** `address`: whose mail it takes, where that was asked. */
  | {
      readonly code: 'takes_mail';
      readonly host: string;
      readonly userName: string;
      readonly address?: string;
    }
  | { readonly code: 'copy_shared'; readonly address: string };
