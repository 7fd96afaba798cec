import { t } from '../words.ts';

/** Where the index of customers is being made, the older ones are not found yet: that is no reason to think there are none. */
export function BehindNotice({ isBehind }: { isBehind: boolean }) {
  if (!isBehind) return null;
  return (
    <p class="notice warning" role="status">
      {t(
        'The index of customers is still being made: older ones cannot be found by words yet. They will be within minutes.',
      )}
    </p>
  );
}
