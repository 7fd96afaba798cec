const lines: readonly (readonly [example: string, meaning: string])[] = [
  [
    'invoice paid',
    'messages with both words; where whole words find little, beginnings of three letters and more count too',
  ],
  ['invo*', 'words that begin like this'],
  ['"second reminder"', 'these words in this order'],
  ['-newsletter', 'tickets without this word; works before everything below too'],
  ['#10023', 'the ticket with this number'],
  ['from:anna to:sales', 'who wrote a message, and who got it'],
  ['customer:brightwater', 'name or address of the customer'],
  ['subject:refund', 'only in the subject'],
  ['group:support state:open', 'group and state; the same one twice means either'],
  ['owner:me owner:nobody', 'whose ticket it is; a name works too'],
  ['tag:urgent', 'tickets with this tag'],
  ['has:attachment', 'messages with a file; its name is searched like any word'],
  ['after:2026-03-01 before:2026-04', 'sent from the one day on, until before the other (UTC)'],
];

/** What can be typed into the search box. */
export function SearchHelp({ isOpen }: { isOpen: boolean }) {
  return (
    <details class="search-help" open={isOpen}>
      <summary>What you can search for</summary>
      <dl>
        {lines.map(([example, meaning]) => (
          <>
            <dt>
              <code>{example}</code>
            </dt>
            <dd>{meaning}</dd>
          </>
        ))}
      </dl>
      <p class="hint">Words and what is said about messages have to meet in one message of a ticket.</p>
    </details>
  );
}
