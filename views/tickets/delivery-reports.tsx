import type { ReadReceipt } from '../../src/domain/message.ts';
import { Time } from '../time.tsx';

/** What a mail server says of one recipient of a message of ours. */
export interface ReportItem {
  readonly address: string;
  /** `delayed`: the server goes on trying. */
  readonly state: 'failed' | 'delayed';
  /** Until when it does, where it says so. */
  readonly retriesUntil: Date | null;
  readonly reason: string;
}

export function DeliveryReports({ items }: { items: readonly ReportItem[] }) {
  if (items.length === 0) return null;
  return (
    <ul class="bounces">
      {items.map((item) => (
        <li>{item.state === 'failed' ? <Failure item={item} /> : <Delay item={item} />}</li>
      ))}
    </ul>
  );
}

function Failure({ item }: { item: ReportItem }) {
  return (
    <>
      Could not be delivered to <strong>{item.address}</strong>: {item.reason}
    </>
  );
}

function Delay({ item: { address, reason, retriesUntil } }: { item: ReportItem }) {
  return (
    <>
      Not yet delivered to <strong>{address}</strong>. The server goes on trying
      {retriesUntil !== null && (
        <>
          {' '}
          until <Time at={retriesUntil} />
        </>
      )}
      : do not send it again. {reason}
    </>
  );
}

export function ReportBadge({ items }: { items: readonly ReportItem[] }) {
  if (items.length === 0) return null;
  const hasFailed = items.some(({ state }) => state === 'failed');
  return hasFailed ? <span class="badge attention">Not delivered</span> : <span class="badge">Delayed</span>;
}

interface ReceiptProps {
  readonly receipt: ReadReceipt | null;
  /** Whose program sent the receipt. */
  readonly sender: string;
  readonly at: Date;
}

export function ReceiptNote({ receipt, sender, at }: ReceiptProps) {
  if (receipt === null) return null;
  return (
    <p class="hint">
      Read receipt: our message {receiptWords[receipt.kind]} <strong>{receipt.address || sender}</strong>,{' '}
      <Time at={at} />.
    </p>
  );
}

const receiptWords: Readonly<Record<ReadReceipt['kind'], string>> = {
  read: 'was read by',
  deleted: 'was deleted without being read by',
  processed: 'was dealt with by a program of',
};
