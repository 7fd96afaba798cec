import { createHash } from 'node:crypto';
import type { Channel } from '../../src/db/channels.ts';
import type { Desk } from '../../src/desk/desk.ts';
import { storeBatch } from '../../src/desk/incoming/store-batch.ts';
import { loadStoreContext } from '../../src/desk/incoming/store-context.ts';

/** Stores so many small messages as a channel's import would; one of them has an attachment. */
export async function storeMails(desk: Desk, channel: Channel, count: number): Promise<void> {
  const raws = Array.from({ length: count }, (_, index) => makeMail(channel.address, index));
  await storeRaws(desk, channel, raws, 1);
}

/** Stores messages as a channel's import would. @param from the UID of the first */
export async function storeRaws(
  desk: Desk,
  channel: Channel,
  raws: readonly Buffer[],
  from: number,
): Promise<void> {
  const key = { channelId: channel.id, folder: 'INBOX', numbering: '1' };
  const context = await loadStoreContext(desk, channel, key);
  const outcomes = await desk.parser.parse(raws);
  const mails = raws.map((raw, index) => ({
    place: String(from + index),
    raw,
    sha256: createHash('sha256').update(raw).digest('hex'),
    size: raw.length,
    receivedAt: new Date(),
    outcome: outcomes[index] ?? ({ kind: 'rejected', reason: { code: 'broken' } } as const),
  }));
  await storeBatch(desk, context, mails);
}

function makeMail(to: string, index: number): Buffer {
  const lines = [
    `From: Customer ${index} <customer${index}@shop.example>`,
    `To: ${to}`,
    `Subject: Order ${index}`,
    `Message-ID: <order-${index}.${to}>`,
    'Date: Mon, 02 Mar 2026 10:00:00 +0000',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    `The canary in the raw mail number ${index}.`,
    '--b',
    'Content-Type: application/pdf; name=bill.pdf',
    'Content-Disposition: attachment; filename=bill.pdf',
    '',
    `%PDF bill ${index}`,
    '--b--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}
