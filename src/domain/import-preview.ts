import { findStaleness } from './auto-reply.ts';
import type { ImportPreview } from './channel.ts';

export interface CountedMessage {
  readonly size: number;
  readonly receivedAt: Date | undefined;
}

const day = 86_400_000;
const bounds = [
  { label: 'Last 7 days', days: 7 },
  { label: 'Last 30 days', days: 30 },
  { label: 'Last year', days: 365 },
  { label: 'Older', days: Number.POSITIVE_INFINITY },
] as const;

/** Counts what an import would do. Mail without a date counts as fresh: it is never archived by guess. */
export function countImport(
  folder: string,
  messages: readonly CountedMessage[],
  options: { archiveBefore: Date | null; startedAt: Date | null; now: Date; known: number },
): Omit<ImportPreview, 'clock' | 'unreadInInbox'> {
  const { archiveBefore, startedAt, now, known } = options;
  const isArchived = ({ receivedAt }: CountedMessage) =>
    archiveBefore !== null && receivedAt !== undefined && receivedAt < archiveBefore;
  const archived = messages.filter(isArchived).length;
  // By the rule that decides at the import; the channel starts with it.
  const isAnswerable = ({ receivedAt }: CountedMessage) =>
    findStaleness({ receivedAt, archiveBefore, startedAt: startedAt ?? now, now }) === undefined;
  const ages = bounds.map(({ label }) => ({ label, messages: 0, size: 0 }));
  let size = 0;
  let oldest: Date | undefined;
  for (const message of messages) {
    const days = (now.getTime() - (message.receivedAt ?? now).getTime()) / day;
    const bucket = ages[bounds.findIndex((bound) => days <= bound.days)];
    if (bucket !== undefined) {
      bucket.messages += 1;
      bucket.size += message.size;
    }
    size += message.size;
    if (message.receivedAt !== undefined && (oldest === undefined || message.receivedAt < oldest)) {
      oldest = message.receivedAt;
    }
  }
  return {
    folder,
    messages: messages.length,
    size,
    archived,
    fresh: messages.length - archived,
    answerable: messages.filter(isAnswerable).length,
    oldest,
    ages,
    known,
  };
}
