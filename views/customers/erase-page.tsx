import { formatBytes } from '../../src/domain/byte-size.ts';
import { CsrfField, Field, Notice, Submit } from '../form.tsx';

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
      <h1>Erase {name}</h1>
      {fields.form !== undefined && <Notice tone="error">{fields.form}</Notice>}
      <Consequences addresses={addresses} erasure={erasure} />
      <p>
        <a href={`/customers/${id}/export`} download>
          Export everything
        </a>{' '}
        before, if somebody may ask for it.
      </p>
      <form method="post" action={`/customers/${id}/erasure`} class="stack customer-form">
        <CsrfField token={csrf} />
        <Field
          name="confirmation"
          label={`Type ${email} to confirm`}
          error={fields.confirmation}
          isRequired
        />
        <Submit label="Erase for good" tone="danger" />
      </form>
    </>
  );
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function Consequences({ addresses, erasure }: Pick<ErasePageProps, 'addresses' | 'erasure'>) {
  return (
    <div class="goes">
      <h2>This goes, for good</h2>
      <ul>
        <li>the customer with name, notes and {addresses.join(', ')}</li>
        <li>
          {count(erasure.tickets, 'ticket')} with {count(erasure.articles, 'message')}, answers and internal
          notes among them
        </li>
        {erasure.elsewhere > 0 && (
          <li>{count(erasure.elsewhere, 'message')} from these addresses in the tickets of others</li>
        )}
        <li>
          {count(erasure.attachments, 'attachment')} and all raw mail: {formatBytes(erasure.bytes)}
        </li>
        {erasure.quarantined > 0 && <li>{count(erasure.quarantined, 'message')} in quarantine</li>}
      </ul>
      <h2>This stays</h2>
      <ul>
        <li>
          {count(erasure.receipts, 'receipt')} with hashes alone, so that the mail is not imported again
        </li>
        <li>what others wrote about the customer in their own mail</li>
        <li>backups made until now, and mail that still lies on the mail server: see to them yourself</li>
      </ul>
    </div>
  );
}
