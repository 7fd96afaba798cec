import { currentTimeZone, rich, t } from '../words.ts';

/** What a sheet of paper has to say that a page need not: by whose clock its times are, and whether it holds all. */
export function PaperNote({ isPart }: { readonly isPart: boolean }) {
  return (
    <p class="hint on-paper">
      {rich('Times are those of {zone}.', { zone: <span data-clock>{currentTimeZone() || 'UTC'}</span> })}
      {isPart && ` ${t('These are not all messages of the ticket: “Print” on its page prints all.')}`}
    </p>
  );
}
