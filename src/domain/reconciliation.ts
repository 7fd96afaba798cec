import type { SettleError } from './facts/settle-error.ts';
import type { Place } from './mail-reading.ts';
import type { QuarantineKind } from './quarantine.ts';
import { isWhole } from './quarantine.ts';

/** A message that the folder on the server holds. */
export interface ListedMessage {
  readonly place: Place;
  readonly isUnread: boolean;
}

/** What the data file knows of a message of that folder. */
export interface ReceiptFacts {
  readonly id: number;
  readonly place: Place;
  readonly outcome: 'opened' | 'appended' | 'duplicate' | 'ignored' | 'archived' | 'quarantined' | 'erased';
  readonly isSettled: boolean;
  readonly settleAction: 'delete' | 'mark_read' | 'move' | 'keep' | 'gone' | null;
  readonly settleError: SettleError | null;
  /** Its open row of the quarantine. */
  readonly quarantineId: number | null;
  readonly quarantineKind: QuarantineKind | null;
}

/** What messages are counted as; each is counted once. */
export const countLabels = {
  article: 'in the folder, and in a ticket',
  duplicate: 'in the folder, and known from before',
  ignored: 'in the folder, left out by a filter or discarded',
  quarantined: 'in the folder, and in quarantine',
  erased: 'in the folder, of a customer who was erased here',
  read: 'in the folder, read before the import: only unread mail is imported',
  new: 'in the folder, not imported yet',
  removed: 'not in the folder any more, as the channel’s settings want it',
  elsewhere: 'not in the folder any more: somebody moved or deleted them',
} as const;
export type CountName = keyof typeof countLabels;

type DifferenceKind = 'new' | 'withheld' | 'left_behind' | 'unsettled' | 'lost_original' | 'broken_receipt';

/** Something that mailbox and data file do not agree about. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly place: Place;
  /** What else is to be known. */
  readonly detail: string;
  /** Why the server has not been told. */
  readonly settleError: SettleError | null;
  readonly quarantineId: number | null;
}

export const differenceWords: Record<DifferenceKind, { readonly title: string; readonly step: string }> = {
  new: {
    title: 'Not imported yet',
    step: 'The next fetch brings it; Fetch now on the channel’s page does it at once.',
  },
  withheld: {
    title: 'The server lists it, but sends nothing for it',
    step: 'It is asked for again at each fetch. Open it in Outlook: what cannot be opened there either can be deleted.',
  },
  left_behind: {
    title: 'Still in the folder, though the server was told to remove it',
    step: 'It is in a ticket, so it can be deleted by hand. Check connection says whether the account may delete.',
  },
  unsettled: {
    title: 'Imported, but the server has not been told',
    step: 'The next fetch tells it again. If the server goes on refusing, its words say what the account may not do.',
  },
  lost_original: {
    title: 'Gone from the server while only its header or placeholder is here',
    step: 'Decide in quarantine: Import anyway keeps what is here.',
  },
  broken_receipt: {
    title: 'Its receipt names an article or quarantine row that is not there',
    step: 'Run “postroom check”, which names the rows, and restore them from a backup.',
  },
};

interface Verdict {
  readonly count: CountName;
  readonly difference: Difference | undefined;
}

/** Judges one message by what the server lists and what the data file knows of it; one of the two may be missing. */
export function judgeMessage(
  message: ListedMessage | undefined,
  receipt: ReceiptFacts | undefined,
  { onlyUnread }: { readonly onlyUnread: boolean },
): Verdict {
  if (receipt === undefined) {
    if (onlyUnread && message?.isUnread === false) return { count: 'read', difference: undefined };
    return { count: 'new', difference: differ('new', message?.place ?? '') };
  }
  return message === undefined ? judgeGone(receipt) : judgeThere(receipt);
}

function judgeThere(receipt: ReceiptFacts): Verdict {
  const { outcome, isSettled, settleAction, place } = receipt;
  const count =
    outcome === 'opened' || outcome === 'appended' || outcome === 'archived' ? 'article' : outcome;
  if (isSettled && (settleAction === 'delete' || settleAction === 'move')) {
    return { count, difference: differ('left_behind', place) };
  }
  // A placeholder's receipt stays unsettled on purpose.
  if (isSettled || settleAction === 'keep') return { count, difference: undefined };
  return { count, difference: { ...differ('unsettled', place), settleError: receipt.settleError } };
}

function judgeGone(receipt: ReceiptFacts): Verdict {
  const { settleAction, isSettled, quarantineId, quarantineKind, place } = receipt;
  if (quarantineKind !== null && !isWhole(quarantineKind)) {
    return { count: 'elsewhere', difference: { ...differ('lost_original', place), quarantineId } };
  }
  const isAsWanted = isSettled && (settleAction === 'delete' || settleAction === 'move');
  return { count: isAsWanted ? 'removed' : 'elsewhere', difference: undefined };
}

function differ(kind: DifferenceKind, place: Place): Difference {
  return { kind, place, detail: '', settleError: null, quarantineId: null };
}

/** How far a comparison has come, and what it has found. */
export interface Reconciliation {
  readonly state: 'connecting' | 'listing' | 'comparing' | 'asking' | 'done' | 'failed';
  readonly done: number;
  readonly total: number;
  readonly folder: string;
  readonly counts: Readonly<Record<CountName, number>>;
  /** Of an earlier folder or numbering; nothing on the server answers to them any more. */
  readonly earlierReceipts: number;
  readonly differences: readonly (Difference & {
    readonly receivedAt: Date | undefined;
    readonly size: number;
  })[];
  /** All of them, the ones that are not listed too. */
  readonly differenceCount: number;
  /** Why it failed. */
  readonly failure: { readonly title: string; readonly step: string } | undefined;
  readonly endedAt: Date | undefined;
}
