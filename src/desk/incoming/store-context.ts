import { restoredAtSetting } from '../../db/care/note-restore.ts';
import { type Channel, listChannels } from '../../db/channels.ts';
import { listAllEmailAddresses } from '../../db/email-addresses.ts';
import { loadMailSettings } from '../../db/mail-settings.ts';
import type { FolderKey, MailSource, Receipt } from '../../db/receipts.ts';
import { findSetting } from '../../db/settings.ts';
import { listUsers } from '../../db/users.ts';
import type { Actor } from '../../domain/actor.ts';
import { normalizeAddress } from '../../domain/address.ts';
import type {
  NotGivenOutReason,
  OversizedReason,
  QuarantineReason,
  UnreadableReason,
} from '../../domain/facts/quarantine-reason.ts';
import type { Place } from '../../domain/mail-reading.ts';
import type { MailSettings as MailPolicy } from '../../domain/mail-settings.ts';
import type { SenderOptions } from '../../domain/sender.ts';
import type { ThreadOptions } from '../../domain/threading.ts';
import type { ParseOutcome } from '../../mail/parser-pool.ts';
import type { Desk } from '../desk.ts';
import { loadRuleBook, type RuleBook } from './rule-book.ts';

/** A message of a mailbox on its way into the data file. */
export interface IncomingMail {
  readonly place: Place;
  /** The whole message, or the header alone when it is oversized or not given out. */
  readonly raw: Uint8Array;
  /** Of `raw`, hex. */
  readonly sha256: string;
  /** Of the whole message; what the server says when it is oversized. */
  readonly size: number;
  /** When the server received it. */
  readonly receivedAt: Date;
  /** The server does not say when it received it. */
  readonly isUndated?: boolean;
  /** A person had it read once more. */
  readonly isRetried?: boolean;
  readonly outcome: ReadOutcome;
  /** The file that it comes from. */
  readonly path?: string;
  /** The quarantined message that it was until now. */
  readonly replaces?: Replaced | undefined;
  /** Why it could not be read: what is stored is made of its header. Its receipt goes on knowing it by its bytes alone. */
  readonly madeUpBecause?: QuarantineReason;
}

/** What reading has given: of what the parser was not asked for, the desk says why. */
type ReadOutcome =
  | Extract<ParseOutcome, { readonly kind: 'parsed' | 'killed' }>
  | { readonly kind: 'rejected'; readonly reason: UnreadableReason | { readonly code: 'not_stored' } }
  | { readonly kind: 'oversized'; readonly reason: OversizedReason }
  | { readonly kind: 'not_given_out'; readonly reason: NotGivenOutReason };

export interface Replaced {
  readonly receiptId: number;
  readonly quarantineId: number;
  /** What the server knows already, or need not be told; left out where it is still to be told. */
  readonly settled?: Pick<Receipt, 'settledAt' | 'settleAction'> | undefined;
}

/** What the decisions ask of a channel; `id` is null where mail comes from files. */
export type SourceSettings = Pick<
  Channel,
  | 'kind'
  | 'name'
  | 'address'
  | 'groupId'
  | 'startedAt'
  | 'archiveBefore'
  | 'archiveState'
  | 'trustsHeaders'
  | 'trustedServers'
> & { readonly id: number | null };

/** What the decisions about a channel's mail depend on. */
export interface StoreContext {
  readonly channel: SourceSettings;
  readonly key: MailSource & Pick<FolderKey, 'folder' | 'numbering'>;
  readonly now: () => Date;
  readonly sender: SenderOptions;
  /** Every channel's group. */
  readonly groupOf: ReadonlyMap<number, number>;
  readonly thread: ThreadOptions;
  readonly rules: RuleBook;
  readonly policy: MailPolicy;
  /** When a backup was restored last; null: never. */
  readonly restoredAt: Date | null;
  /** The mail comes from a run over the folder of `key`, which must still be the channel's. */
  readonly isRun?: boolean;
  /** The mail lies in Sent Items. */
  readonly isSent?: boolean;
  /** Who has it stored, where that is not the channel by itself. */
  readonly actor?: Actor;
}

export async function loadStoreContext<Settings extends SourceSettings>(
  desk: Desk,
  channel: Settings,
  key: FolderKey | StoreContext['key'],
): Promise<StoreContext & { readonly channel: Settings }> {
  const addresses = await listAllEmailAddresses(desk.read);
  const channels = await listChannels(desk.read);
  const users = await listUsers(desk.read);
  const policy = await loadMailSettings(desk.read);
  const restoredAt = await findSetting(desk.read, restoredAtSetting);
  const own = [...addresses.map(({ address }) => address), ...channels.map(({ address }) => address)];
  return {
    channel,
    key: { importGroupId: null, ...key },
    now: desk.now,
    groupOf: new Map(channels.map(({ id, groupId }) => [id, groupId])),
    sender: {
      replyTo: policy.replyTo,
      ownAddresses: [...new Set(own.map(normalizeAddress))],
      agentAddresses: users.filter((user) => user.isActive).map((user) => normalizeAddress(user.email)),
      formAddresses: policy.formAddresses.map(normalizeAddress),
      unwrapsForwards: policy.unwrapsForwards,
    },
    thread: {
      tag: { hook: policy.hook },
      secret: desk.secret,
      foreignReferences: policy.foreignReferences,
    },
    rules: await loadRuleBook(desk.read, desk.log, channel),
    policy,
    restoredAt: typeof restoredAt === 'number' ? new Date(restoredAt) : null,
  };
}
