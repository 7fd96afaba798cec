import type { RecipientState } from '../../src/domain/recipient-fate.ts';
import { t } from '../words.ts';

export interface DeliveredRecipient {
  readonly address: string;
  readonly state: RecipientState;
  /** What is wrong with this one, while something is. */
  readonly title: string | undefined;
  readonly reply: string | null;
}

const words = (): Record<RecipientState, string> => ({
  taken: t('sent'),
  waiting: t('waits'),
  refused: t('not sent'),
});

/** What became of each recipient, where they have not all fared alike. */
export function Recipients({ recipients }: { recipients: readonly DeliveredRecipient[] }) {
  if (recipients.length === 0) return null;
  return (
    <ul class="delivery-recipients">
      {recipients.map(({ address, state, title, reply }) => (
        <li title={reply ?? undefined}>
          {address}: {words()[state]}
          {title !== undefined && `, ${title.toLowerCase()}`}
        </li>
      ))}
    </ul>
  );
}
