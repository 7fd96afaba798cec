import { isCostlyMail } from '../../domain/fair-shares.ts';
import type { Desk } from '../desk.ts';
import type { IncomingMail, SourceSettings } from './store-context.ts';

interface StoreTurn {
  /** As the parser knows it (mail/parser-pool). */
  readonly source: string;
  /** Whether it takes long for how much it is (`areCostly`). */
  readonly isCostly: boolean;
}

/** Stores mail of one source when it is its turn. */
export function takeStoreTurn<Output>(
  desk: Desk,
  turn: StoreTurn,
  work: () => Promise<Output>,
): Promise<Output> {
  return desk.memory.storeTurns.take(turn, work);
}

export function channelSource({ id }: Pick<SourceSettings, 'id'>): string {
  return `channel ${id}`;
}

/** @returns whether these take long for how many they are */
export function areCostly(mails: readonly IncomingMail[]): boolean {
  const bytes = mails.reduce((sum, mail) => sum + storedBytes(mail), 0);
  return isCostlyMail(bytes, mails.length);
}

/** The message as it came, and its files apart from it. */
function storedBytes({ raw, outcome }: IncomingMail): number {
  const files = outcome.kind === 'parsed' ? outcome.message.attachments : [];
  return files.reduce((sum, { content }) => sum + content.length, raw.length);
}
