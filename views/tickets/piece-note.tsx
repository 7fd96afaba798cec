import { t } from '../words.ts';
import type { AttachmentItem } from './attachment-list.tsx';

/** Says of a message that came as a piece (RFC 2046 section 5.2.2) why its words break off or are missing. */
export function PieceNote({ items }: { items: readonly AttachmentItem[] }) {
  if (!items.some(({ type }) => type === 'message/partial')) return null;
  return (
    <p class="hint">
      {t(
        'This is a piece of a message that the sender’s program has cut into several. Each piece comes as a message of its own; their files, one behind the other, are the whole message.',
      )}
    </p>
  );
}
