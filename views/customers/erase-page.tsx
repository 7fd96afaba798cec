import { count } from '../counted.ts';
import { CsrfField, Field, Notice, Submit } from '../form.tsx';
import { sizeWords } from '../size-words.ts';
import { rich, t } from '../words.ts';

interface ErasePageProps {
  readonly csrf: string;
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly addresses: readonly string[];
  readonly erasure: {
    readonly tickets: number;
    readonly articles: number;
    readonly elsewhere: number;
    readonly returned: number;
    readonly returnedTo: readonly number[];
    readonly attachments: number;
    readonly quarantined: number;
    readonly bytes: number;
    readonly receipts: number;
  };
  readonly fields: Readonly<Record<string, string>>;
}

/** What goes, what stays, and the word that makes it happen. */
export function ErasePage({ csrf, id, name, email, addresses, erasure, fields }: ErasePageProps) {
  return (
    <>
      <p class="crumb">
        <a href={`/customers/${id}`}>{name}</a>
      </p>
      <h1>{t('Erase {name}', { name })}</h1>
      {fields.form !== undefined && <Notice tone="error">{fields.form}</Notice>}
      <Consequences addresses={addresses} erasure={erasure} />
      <p>
        {rich('<a>Export everything</a> before, if somebody may ask for it.', {
          a: (words) => (
            <a href={`/customers/${id}/export`} download>
              {words}
            </a>
          ),
        })}
      </p>
      <form method="post" action={`/customers/${id}/erasure`} class="stack customer-form">
        <CsrfField token={csrf} />
        <Field
          name="confirmation"
          label={t('Type {email} to confirm', { email })}
          error={fields.confirmation}
          isRequired
        />
        <Submit label={t('Erase for good')} tone="danger" />
      </form>
    </>
  );
}

type ConsequencesProps = Pick<ErasePageProps, 'addresses' | 'erasure'>;

function Consequences({ addresses, erasure }: ConsequencesProps) {
  return (
    <div class="goes">
      <h2>{t('This goes, for good')}</h2>
      <Erased addresses={addresses} erasure={erasure} />
      <h2>{t('This stays')}</h2>
      <ul>
        <li>
          {t('{count} with hashes alone, so that the mail is not imported again', {
            count: count(erasure.receipts, 'receipt'),
          })}
        </li>
        {erasure.returned > 0 && <ReturnedMessages {...erasure} />}
        <li>{t('what others wrote about the customer in their own mail')}</li>
        <li>
          {t('backups made until now, and mail that still lies on the mail server: see to them yourself')}
        </li>
      </ul>
    </div>
  );
}

function Erased({ addresses, erasure }: ConsequencesProps) {
  return (
    <ul>
      <li>{t('the customer with name, notes and {addresses}', { addresses: addresses.join(', ') })}</li>
      <li>
        {t('{count} with {count2}, answers and internal notes among them', {
          count: count(erasure.tickets, 'ticket'),
          count2: count(erasure.articles, 'message'),
        })}
      </li>
      {erasure.elsewhere > 0 && (
        <li>
          {t('{count} from these addresses in the tickets of others', {
            count: count(erasure.elsewhere, 'message'),
          })}
        </li>
      )}
      <li>
        {t('{count} and all raw mail: {bytes}', {
          count: count(erasure.attachments, 'attachment'),
          bytes: sizeWords(erasure.bytes),
        })}
      </li>
      {erasure.quarantined > 0 && (
        <li>{t('{count} in quarantine', { count: count(erasure.quarantined, 'message') })}</li>
      )}
    </ul>
  );
}

/** Of tickets that were merged into those that go. */
function ReturnedMessages({
  returned,
  returnedTo,
}: Pick<ErasePageProps['erasure'], 'returned' | 'returnedTo'>) {
  return (
    <li>
      {t(
        '{count, plural, one {# message} other {# messages}} of other customers whose tickets were merged into these: back in {tickets}',
        { count: returned, tickets: returnedTo.map((number) => `#${number}`).join(', ') },
      )}
    </li>
  );
}
