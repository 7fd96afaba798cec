import type { Change, FactsAbout, Nothing } from './shape.ts';

interface ChannelSays {
  readonly 'channel.added': { readonly account: string };
  readonly 'channel.signed_in': { readonly account: string };
  readonly 'channel.account_saved': { readonly changes?: readonly Change[] };
  readonly 'channel.migrated': { readonly account: string };
  readonly 'channel.rolled_back': Nothing;
  /** The user name and the password from before a migration. */
  readonly 'channel.old_account_erased': Nothing;
  readonly 'channel.deleted': { readonly address: string };
  /** `messages` waited in the folder. */
  readonly 'channel.started': { readonly messages: number };
  readonly 'channel.paused': Nothing;
  readonly 'channel.resumed': Nothing;
  readonly 'channel.fetch_asked': Nothing;
  readonly 'channel.changed': { readonly changes: readonly Change[] };
  /** Once for each cause. `code` of the diagnosis, `text` of the server; `seconds` where the server asks to wait. */
  readonly 'channel.failed': { readonly code: string; readonly text: string; readonly seconds?: number };
  readonly 'channel.recovered': Nothing;
  /** `withheld`: listed by the server, which sends nothing for them. */
  readonly 'channel.fetched': { readonly stored: number; readonly withheld: number };
  /** Messages marked, moved or deleted on the server. */
  readonly 'channel.settled': {
    readonly action: 'mark_read' | 'move' | 'delete';
    readonly count: number;
    readonly folder?: string;
  };
  readonly 'channel.token_refreshed': Nothing;
  /** Mail sent from Outlook is not imported: there is no such folder, or a failure by its code. */
  readonly 'channel.sent_not_imported':
    | { readonly because: 'no_folder'; readonly folder: string; readonly mailbox: string }
    | { readonly because: 'failure'; readonly code: string };
  readonly 'channel.sender_saved': { readonly address: string; readonly changes: readonly Change[] };
  readonly 'channel.sender_removed': { readonly address: string };
}

export type ChannelFact = FactsAbout<{ readonly channelId: number }, ChannelSays>;

/** What a channel does all day: kept for a shorter time than what people did with it. */
export const passingChannelKinds = [
  'channel.fetched',
  'channel.settled',
  'channel.token_refreshed',
  'channel.fetch_asked',
] as const satisfies readonly ChannelFact['kind'][];
