import { count } from '../counted.ts';
import { sizeWords } from '../size-words.ts';
import { t } from '../words.ts';

export interface ErasurePreview {
  readonly tickets: number;
  readonly articles: number;
  readonly hasMore: boolean;
  readonly returned: number;
  readonly returnedTo: readonly number[];
  /** Undefined where there is too much to count each part of it. */
  readonly details: Details | undefined;
}

interface Details {
  readonly elsewhere: number;
  readonly attachments: number;
  readonly quarantined: number;
  readonly drafts: number;
  readonly bytes: number;
  readonly receipts: number;
}

interface Props {
  readonly addresses: readonly string[];
  readonly erasure: ErasurePreview;
}

export function Consequences({ addresses, erasure }: Props) {
  const { details } = erasure;
  return (
    <div class="goes">
      <h2>{t('This goes, for good')}</h2>
      <Erased addresses={addresses} erasure={erasure} />
      <h2>{t('This stays')}</h2>
      <ul>
        <li>
          {details === undefined
            ? t('the receipts with hashes alone, so that the mail is not imported again')
            : t('{count} with hashes alone, so that the mail is not imported again', {
                count: count(details.receipts, 'receipt'),
              })}
        </li>
        {erasure.returned > 0 && <ReturnedMessages {...erasure} />}
        <li>{t('what others wrote about the customer in their own mail')}</li>
        <li>
          {t(
            'backups made until now, files that a restore or an update has kept, and mail that still lies on the mail server: see to them yourself',
          )}
        </li>
        <li>
          {t('filters, saved searches and canned answers in which somebody has written the name or address')}
        </li>
      </ul>
    </div>
  );
}

function Erased({ addresses, erasure: { tickets, articles, hasMore, details } }: Props) {
  const messages = count(articles, 'message');
  return (
    <ul>
      <li>{t('the customer with name, notes and {addresses}', { addresses: addresses.join(', ') })}</li>
      <li>
        {t('{count} with {count2}, answers and internal notes among them', {
          count: count(tickets, 'ticket'),
          count2: hasMore ? t('more than {count}', { count: messages }) : messages,
        })}
      </li>
      {details === undefined ? <UncountedParts /> : <Parts {...details} />}
    </ul>
  );
}

function Parts({ elsewhere, attachments, bytes, quarantined, drafts }: Details) {
  return (
    <>
      {elsewhere > 0 && (
        <li>
          {t('{count} from these addresses in the tickets of others', { count: count(elsewhere, 'message') })}
        </li>
      )}
      <li>
        {t('{count} and all raw mail: {bytes}', {
          count: count(attachments, 'attachment'),
          bytes: sizeWords(bytes),
        })}
      </li>
      {quarantined > 0 && <li>{t('{count} in quarantine', { count: count(quarantined, 'message') })}</li>}
      {drafts > 0 && (
        <li>
          {t(
            '{count, plural, one {# message to these addresses that is being written} other {# messages to these addresses that are being written}}; to others only the address',
            { count: drafts },
          )}
        </li>
      )}
    </>
  );
}

function UncountedParts() {
  return (
    <>
      <li>{t('all messages from these addresses in the tickets of others and in quarantine')}</li>
      <li>{t('all attachments and all raw mail')}</li>
    </>
  );
}

/** Of tickets that were merged into those that go. */
function ReturnedMessages({ returned, returnedTo }: Pick<ErasurePreview, 'returned' | 'returnedTo'>) {
  return (
    <li>
      {t(
        '{count, plural, one {# message} other {# messages}} of other customers whose tickets were merged into these: back in {tickets}',
        { count: returned, tickets: returnedTo.map((number) => `#${number}`).join(', ') },
      )}
    </li>
  );
}
