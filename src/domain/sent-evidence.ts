/** What the mailbox's Sent Items say of a message of unknown fate. Times are milliseconds since 1970. */
export interface SentEvidence {
  readonly checkedAt: number;
  /** How often was looked. */
  readonly looks: number;
  /** Where was looked. */
  readonly place: string;
  /** When the server put the sent copy there; null: there is none. */
  readonly foundAt: number | null;
  /** Why nothing can be said: the code of a diagnosis, or `noSentFolder`; older versions kept words. '' otherwise. */
  readonly failure: string;
  /** Whether what is not there was not sent: Exchange keeps a copy of everything, other servers may not. */
  readonly isTelling: boolean;
}

export const noSentFolder = 'no_sent_folder';

const minute = 60_000;
const lookPauses = [0.25, 1, 5, 15, 60, 360];
const failurePause = 5;
const mostLooks = 300;

/** @returns when to look again, in milliseconds; undefined: no more, it is for a person to decide */
export function decideNextLook({ looks, failure, foundAt }: SentEvidence): number | undefined {
  if (foundAt !== null || looks > mostLooks) return undefined;
  const pause = failure === '' ? lookPauses[looks - 1] : failurePause;
  return pause === undefined ? undefined : pause * minute;
}
