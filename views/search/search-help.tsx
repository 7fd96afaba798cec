import { t } from '../words.ts';

const lines = (): readonly (readonly [example: string, meaning: string])[] => [
  [
    t('invoice paid'),
    t(
      'messages with both words; where whole words find little, beginnings of three letters and more count too',
    ),
  ],
  ['invo*', t('words that begin like this')],
  [t('"second reminder"'), t('these words in this order')],
  ['-newsletter', t('tickets without this word; works before everything below too')],
  ['#10023', t('the ticket with this number')],
  [t('from:anna to:sales'), t('who wrote a message, and who got it')],
  ['customer:brightwater', t('name or address of the customer')],
  ['subject:refund', t('only in the subject')],
  [t('group:support state:open'), t('group and state; the same one twice means either')],
  [t('owner:me owner:nobody'), t('whose ticket it is; a name works too')],
  ['tag:urgent', t('tickets with this tag')],
  ['has:attachment', t('messages with a file; its name is searched like any word')],
  [t('after:2026-03-01 before:2026-04'), t('sent from the one day on, until before the other (UTC)')],
];

/** What can be typed into the search box. */
export function SearchHelp({ isOpen }: { isOpen: boolean }) {
  return (
    <details class="search-help" open={isOpen}>
      <summary>{t('What you can search for')}</summary>
      <dl>
        {lines().map(([example, meaning]) => (
          <>
            <dt>
              <code>{example}</code>
            </dt>
            <dd>{meaning}</dd>
          </>
        ))}
      </dl>
      <p class="hint">
        {t('Words and what is said about messages have to meet in one message of a ticket.')}
      </p>
    </details>
  );
}
