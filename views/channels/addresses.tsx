import { t } from '../words.ts';
export interface ListedAddress {
  readonly id: number;
  readonly address: string;
  readonly name: string;
  readonly isPrimary: boolean;
  /** The groups that send from it. */
  readonly groups: readonly string[];
}

/** What the mailbox gets mail for, and who sends from it. */
export function Addresses({
  channelId,
  addresses,
}: {
  channelId: number;
  addresses: readonly ListedAddress[];
}) {
  return (
    <section aria-labelledby="addresses-heading">
      <h2 id="addresses-heading">{t('Addresses')}</h2>
      <p class="hint">
        {t(
          'Aliases are not imported automatically. Add those that groups are to send from; in Exchange the account needs Send As for them.',
        )}
      </p>
      <ul class="address-list">
        {addresses.map(({ id, address, name, isPrimary, groups }) => (
          <li>
            <a href={`/channels/${channelId}/addresses/${id}`}>{address}</a>
            {isPrimary && <span class="badge good">{t('primary')}</span>}
            <span class="hint">
              {name !== '' && `${name}. `}
              {groups.length === 0
                ? t('No group sends from it.')
                : t('Sends for {groups}.', { groups: groups.join(', ') })}
            </span>
          </li>
        ))}
      </ul>
      <p class="actions">
        <a class="button" href={`/channels/${channelId}/addresses/new`}>
          {t('Add an address')}
        </a>
      </p>
    </section>
  );
}
