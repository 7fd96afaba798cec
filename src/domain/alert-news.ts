import type { Owner } from './diagnosis/diagnosis.ts';
import type { DiskRoom } from './disk-room.ts';
import type { Warning } from './expiry.ts';
import type { PostProblem } from './post-problem.ts';

/** What an alert tells. Times are milliseconds since 1970. */
export type AlertNews =
  | ({ readonly code: 'not_fetched' | 'not_sending' } & ChannelFailure)
  | ({ readonly code: 'fetched_again' | 'fetching_disabled'; readonly minutes: number } & NamedChannel)
  | ({ readonly code: 'sends_again' | 'sending_disabled' } & NamedChannel)
  | { readonly code: 'expiry'; readonly warning: Omit<Warning, 'at'> & { readonly at: number } }
  | { readonly code: 'disk_short'; readonly room: DiskRoom }
  | { readonly code: 'disk_ample' }
  /** A row says something else than what was stored. */
  | { readonly code: 'damaged'; readonly row: string; readonly ticket: number | null }
  | {
      readonly code: 'webhook_off';
      readonly webhookId: number;
      readonly name: string;
      readonly because: 'gone' | 'gave_up';
    }
  | { readonly code: 'test' }
  /** Of an older version. */
  | { readonly code: 'words'; readonly subject: string; readonly text: string };

interface NamedChannel {
  readonly channelId: number;
  readonly name: string;
  readonly address: string;
}

interface ChannelFailure extends NamedChannel {
  readonly since: number;
  readonly diagnosis: string;
  /** What the server said. */
  readonly said: string;
  readonly owner: Owner;
}

/** Which way an alert went, or was to go. */
export type AlertRoute =
  | { readonly way: 'webhook' | 'smtp'; readonly host: string }
  | { readonly way: 'channel'; readonly name: string }
  /** The settings name a way that is not there. */
  | { readonly way: 'nowhere' }
  /** Of an older version. */
  | { readonly way: 'words'; readonly text: string };

/** Why an alert did not arrive, or may not have. */
export type AlertProblem =
  | PostProblem
  | { readonly code: 'no_way' | 'no_server' | 'channel_gone' }
  /** The program ended while it was being sent. */
  | { readonly code: 'interrupted' }
  | { readonly code: 'mail_failed'; readonly diagnosis: string; readonly said: string };
