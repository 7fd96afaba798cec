import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { Time } from '../time.tsx';
import { t } from '../words.ts';

export interface JunkItem {
  readonly id: number;
  readonly fromName: string;
  readonly fromAddress: string;
  readonly subject: string;
  readonly sentAt: Date;
  readonly folder: string;
  readonly channel: string;
  /** The open ticket that it belongs to, where the reader may see it. */
  readonly ticketNumber: number | null;
  /** Whether the reader may have it fetched. */
  readonly mayFetch: boolean;
}

interface JunkProps {
  readonly items: readonly JunkItem[];
  readonly csrf: string;
}

export function JunkPage(props: JunkProps) {
  return (
    <>
      <h1>{t('In the junk folder')}</h1>
      <p class="lead">
        {t(
          'Mail of customers you know, and mail that belongs to open tickets, which the mail server took for spam. What you fetch becomes a ticket or joins its own; the rest stays where it is.',
        )}
      </p>
      <JunkList {...props} />
    </>
  );
}

/** Reads itself again when something else lies there. */
export function JunkList({ items, csrf }: JunkProps) {
  return (
    <Live id="junk-list" url="/junk/list" on="health">
      {items.length === 0 ? (
        <p class="empty">
          {t(
            'Nothing of anybody you know lies in a junk folder. Postroom looks every few seconds while people work, else every ten minutes.',
          )}
        </p>
      ) : (
        <ul class="junk-list">
          {items.map((item) => (
            <Item item={item} csrf={csrf} />
          ))}
        </ul>
      )}
    </Live>
  );
}

function Item({ item, csrf }: { item: JunkItem; csrf: string }) {
  const { id, fromName, fromAddress, subject, sentAt, channel, folder, ticketNumber } = item;
  return (
    <li>
      <div>
        <b>
          <bdi>{subject === '' ? t('(no subject)') : subject}</bdi>
        </b>
        <small class="below">
          <bdi>{fromName === '' ? fromAddress : `${fromName} <${fromAddress}>`}</bdi> ·{' '}
          <Time at={sentAt} isRelative /> · {channel}, {folder}
        </small>
        <small class="below">
          {ticketNumber === null ? (
            t('From a known customer')
          ) : (
            <a href={`/tickets/${ticketNumber}`}>{t('Belongs to #{ticketNumber}', { ticketNumber })}</a>
          )}
        </small>
      </div>
      {item.mayFetch && (
        <form method="post" action={`/junk/${id}/rescue`}>
          <CsrfField token={csrf} />
          <button type="submit" aria-label={t('Fetch “{subject}”', { subject })}>
            <Icon name="inbox" /> {t('Fetch')}
          </button>
        </form>
      )}
    </li>
  );
}
