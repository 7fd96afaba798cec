import type { Tx } from '../../db/care/open.ts';
import {
  listReceiptedPlaces,
  listReceiptsByDigest,
  listReceiptsByHash,
  listReceiptsByMessageId,
} from '../../db/receipts.ts';
import { eraseMessageId } from '../../domain/erased-message-id.ts';
import { type Batch, noteDigest } from './batch.ts';
import type { ReadMail } from './read-mail.ts';
import type { StoreContext } from './store-context.ts';

/** What tells whether a message of a batch has been here before. */
export async function loadKnownReceipts(
  tx: Tx,
  channelId: number | null,
  key: StoreContext['key'],
  mails: readonly ReadMail[],
): Promise<Pick<Batch, 'places' | 'receipts' | 'nameless' | 'digests'>> {
  const ids = mails.flatMap(({ identities }) => identities).flatMap((id) => [id, eraseMessageId(id)]);
  const nameless = mails.filter(({ message }) => message?.messageId === undefined);
  const hashes = nameless.map(({ mail }) => mail.sha256);
  const digests = nameless.flatMap(({ message }) => message?.digest ?? []);
  const known = [
    ...(await listReceiptsByMessageId(tx, [...new Set(ids)])),
    ...(await listReceiptsByHash(tx, channelId, hashes)),
  ];
  const places = mails.map(({ mail }) => mail.place);
  const digestsOf = { digests: new Map<number, Set<string>>() };
  for (const { articleId, digest } of known) noteDigest(digestsOf, articleId, digest);
  return {
    // Files have no places; what was imported is known by its bytes (desk/import-files).
    places:
      key.channelId === null
        ? new Set()
        : await listReceiptedPlaces(tx, { ...key, channelId: key.channelId }, places),
    ...digestsOf,
    receipts: Map.groupBy(known, ({ messageId, sha256 }) => messageId ?? sha256),
    nameless: Map.groupBy(await listReceiptsByDigest(tx, channelId, digests), ({ digest }) => digest ?? ''),
  };
}
