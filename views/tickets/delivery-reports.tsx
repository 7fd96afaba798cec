import type { ReadReceipt } from '../../src/domain/message.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

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
      {rich('Could not be delivered to {address}: {reason}', {
        address: <strong>{item.address}</strong>,
        reason: item.reason,
      })}
    </>
  );
}

function Delay({ item: { address, reason, retriesUntil } }: { item: ReportItem }) {
  return (
    <>
      {rich(
        'Not yet delivered to {address}. The server goes on trying{more}: do not send it again. {reason}',
        {
          address: <strong>{address}</strong>,
          more: retriesUntil !== null && <> {rich('until {time}', { time: <Time at={retriesUntil} /> })}</>,
          reason,
        },
      )}
    </>
  );
}

export function ReportBadge({ items }: { items: readonly ReportItem[] }) {
  if (items.length === 0) return null;
  const hasFailed = items.some(({ state }) => state === 'failed');
  return hasFailed ? (
    <span class="badge attention">{t('Not delivered')}</span>
  ) : (
    <span class="badge">{t('Delayed')}</span>
  );
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
      {rich('Read receipt: our message {value} {address}, {time}.', {
        value: receiptWords()[receipt.kind],
        address: <strong>{receipt.address || sender}</strong>,
        time: <Time at={at} />,
      })}
    </p>
  );
}

const receiptWords = (): Readonly<Record<ReadReceipt['kind'], string>> => ({
  read: t('was read by'),
  deleted: t('was deleted without being read by'),
  processed: t('was dealt with by a program of'),
});
