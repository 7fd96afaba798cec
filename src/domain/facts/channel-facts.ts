import type { AppJudgement } from '../app-access.ts';
import type { FolderUse } from '../change-notification.ts';
import type { Direction, Road } from '../mail-road.ts';
import type { Change, FactsAbout, Named, Nothing } from './shape.ts';

interface ChannelSays {
  /** `isEmail`: it signs in with a password; `isByApp`: nobody signs in, the app itself opens it. */
  readonly 'channel.added': { readonly account: string; readonly isEmail?: true; readonly isByApp?: true };
  /** What was found of an app that opens the mailbox by itself; only where it is another than before. */
  readonly 'channel.app_access': { readonly judgement: AppJudgement };
  readonly 'channel.signed_in': { readonly account: string };
  readonly 'channel.account_saved': { readonly changes?: readonly Change[] };
  readonly 'channel.migrated': { readonly account: string };
  readonly 'channel.rolled_back': Nothing;
  /** The user name and the password from before a migration. */
  readonly 'channel.old_account_erased': Nothing;
  /** `address` is absent where an older version did not keep it. */
  readonly 'channel.deleted': { readonly address?: string };
  /** `messages` waited in the folder. */
  readonly 'channel.started': { readonly messages: number };
  readonly 'channel.paused': Nothing;
  readonly 'channel.resumed': Nothing;
  readonly 'channel.fetch_asked': Nothing;
  readonly 'channel.changed': { readonly changes: readonly Change[] };
  /** Once for each cause. `code` of the diagnosis, `text` of the server; `seconds` where the server asks to wait. */
  readonly 'channel.failed': { readonly code: string; readonly text: string; readonly seconds?: number };
  readonly 'channel.recovered': Nothing;
  /** It sends nothing; once for each cause. */
  readonly 'channel.sending_failed': { readonly code: string; readonly text: string };
  readonly 'channel.sending_recovered': Nothing;
  /** `withheld`: listed by the server, which sends nothing for them. */
  readonly 'channel.fetched': { readonly stored: number; readonly withheld: number };
  /** In the folder there are messages that the server cannot list, each time it is asked; once for each place among the others. */
  readonly 'channel.unlisted': {
    readonly folder: string;
    readonly count: number;
    /** When those before and behind were received. */
    readonly after?: string;
    readonly before?: string;
  };
  /** Messages marked, moved or deleted on the server. */
  readonly 'channel.settled': {
    readonly action: 'mark_read' | 'move' | 'delete';
    readonly count: number;
    readonly folder?: string;
    /** The server deletes no single messages: they are marked as deleted. */
    readonly areMarkedOnly?: true;
  };
  /** The preferred road failed, as the code of the diagnosis says; mail comes in, or goes out, by the other one. */
  readonly 'channel.road_turned': {
    readonly direction: Direction;
    readonly to: Road;
    readonly code: string;
  };
  readonly 'channel.road_returned': { readonly direction: Direction; readonly to: Road };
  /** Graph tells of what comes into the folder from now on, so that nobody has to ask; or does not, by the code of the diagnosis. */
  readonly 'channel.told': { readonly folder: FolderUse };
  readonly 'channel.not_told': { readonly folder: FolderUse; readonly code: string };
  readonly 'channel.token_refreshed': Nothing;
  /** Mail sent from Outlook is not imported: there is no such folder, or a failure by its code. */
  readonly 'channel.sent_not_imported':
    | { readonly because: 'no_folder'; readonly folder: string; readonly mailbox: string }
    | { readonly because: 'failure'; readonly code: string };
  /** Somebody had it fetched from the junk folder. */
  readonly 'channel.junk_rescued': { readonly folder: string; readonly address: string };
  /** The fetched folder is the right one, whatever lies in the inbox. */
  readonly 'channel.folder_accepted': { readonly folder: string };
  /** `sender`: the group that sends from it from now on. */
  readonly 'channel.address_saved': {
    readonly address: string;
    readonly isNew: boolean;
    readonly sender?: Named;
  };
  readonly 'channel.address_primary': { readonly address: string };
  /** `left`: the groups that have no address to send from now. */
  readonly 'channel.address_removed': { readonly address: string; readonly left: readonly Named[] };
}

export type ChannelFact = FactsAbout<{ readonly channelId: number }, ChannelSays>;

/** What a channel does all day: kept for a shorter time than what people did with it. */
export const passingChannelKinds = [
  'channel.fetched',
  'channel.settled',
  'channel.token_refreshed',
  'channel.fetch_asked',
] as const satisfies readonly ChannelFact['kind'][];

/** What a channel's log can be looked through by. */
export const channelFactGroups = {
  fetch: ['channel.fetched', 'channel.fetch_asked', 'channel.junk_rescued'],
  settle: ['channel.settled'],
  failure: [
    'channel.failed',
    'channel.sending_failed',
    'channel.sent_not_imported',
    'channel.unlisted',
    'channel.road_turned',
    'channel.not_told',
  ],
  recovery: ['channel.recovered', 'channel.sending_recovered', 'channel.road_returned', 'channel.told'],
  token: ['channel.token_refreshed'],
  account: [
    'channel.added',
    'channel.app_access',
    'channel.signed_in',
    'channel.account_saved',
    'channel.migrated',
    'channel.rolled_back',
    'channel.old_account_erased',
    'channel.deleted',
  ],
  settings: [
    'channel.started',
    'channel.paused',
    'channel.resumed',
    'channel.changed',
    'channel.folder_accepted',
    'channel.address_saved',
    'channel.address_primary',
    'channel.address_removed',
  ],
} as const satisfies Readonly<Record<string, readonly ChannelFact['kind'][]>>;
export type ChannelFactGroup = keyof typeof channelFactGroups;

export function isChannelFactGroup(value: string | undefined): value is ChannelFactGroup {
  return value !== undefined && Object.hasOwn(channelFactGroups, value);
}

/** @returns undefined for what is in none, such as the words of older versions */
export function findChannelFactGroup(kind: string): ChannelFactGroup | undefined {
  const found = Object.entries(channelFactGroups).find(([, kinds]) =>
    (kinds as readonly string[]).includes(kind),
  );
  return found?.[0] as ChannelFactGroup | undefined;
}
