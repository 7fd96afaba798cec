import type { Address } from '../domain/message.ts';
import type { ArticleRow, DeliveryRow } from './article-list.ts';

/** @returns who gets a message of ours without being named in it (Bcc): the rest of its envelope */
export function listHidden(
  { id, to, cc }: Pick<ArticleRow, 'id' | 'to' | 'cc'>,
  deliveries: readonly Pick<DeliveryRow, 'articleId' | 'envelopeTo'>[],
): Address[] {
  const named = new Set([...to, ...cc].map(({ address }) => address.toLowerCase()));
  const given = deliveries.find(({ articleId }) => articleId === id)?.envelopeTo ?? [];
  return given
    .filter((address) => !named.has(address.toLowerCase()))
    .map((address) => ({ name: '', address }));
}
