import type { TicketState } from '../../src/domain/ticket.ts';
import { nameCustomer } from '../customer-name.ts';
import { CsrfField, Field, Lines, Submit } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { StateBadge } from '../tickets/state-badge.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

interface CustomerPageProps {
  readonly csrf: string;
  readonly id: number;
  readonly email: string;
  /** Name and address, as a form takes them. */
  readonly writeTo: string;
  readonly values: { readonly name: string; readonly note: string };
  readonly fields: Readonly<Record<string, string>>;
  readonly blockedAt: Date | null;
  readonly createdAt: Date;
  readonly addresses: readonly string[];
  readonly tickets: readonly {
    readonly id: number;
    readonly number: number;
    readonly subject: string;
    readonly state: TicketState;
    readonly group: string;
    readonly lastArticleAt: Date;
  }[];
  readonly count: number;
  readonly next: number | undefined;
  readonly canChange: boolean;
  readonly isAdmin: boolean;
}

/** One customer: who he is, what he wrote about, and what can be done about him. */
export function CustomerPage(props: CustomerPageProps) {
  return (
    <>
      <p class="crumb">
        <a href="/customers">{t('Customers')}</a>
      </p>
      <div class="page-head">
        <h1 dir="auto">{nameCustomer(props.values.name, props.email)}</h1>
        {props.canChange && (
          <a class="button" href={`/tickets/new?${new URLSearchParams({ to: props.writeTo })}`}>
            <Icon name="plus" /> {t('New ticket')}
          </a>
        )}
      </div>
      {props.blockedAt !== null && (
        <p class="notice warning" role="status">
          {rich(
            'Blocked since {time}. New mail is kept in closed tickets with the tag “blocked”, and never answered automatically.',
            { time: <Time at={props.blockedAt} /> },
          )}
        </p>
      )}
      <Facts {...props} />
      {props.canChange ? (
        <Form {...props} />
      ) : (
        props.values.note !== '' && <p class="goes">{props.values.note}</p>
      )}
      <Tickets {...props} />
      {props.canChange && <Actions {...props} />}
    </>
  );
}

function Form({ csrf, id, values, fields }: CustomerPageProps) {
  return (
    <form method="post" action={`/customers/${id}`} class="stack customer-form">
      <CsrfField token={csrf} />
      <Field name="name" label={t('Name')} value={values.name} error={fields.name} />
      <Lines
        name="note"
        label={t('Notes')}
        value={values.note}
        rows={4}
        hint={t('For colleagues only; the customer never sees them.')}
        error={fields.note}
      />
      <Submit label={t('Save')} />
    </form>
  );
}

function Tickets({ id, tickets, count, next }: CustomerPageProps) {
  return (
    <section aria-labelledby="tickets-heading">
      <h2 id="tickets-heading">
        {count} {count === 1 ? t('ticket') : t('tickets')}
      </h2>
      <ul class="hits">
        {tickets.map((ticket) => (
          <li>
            <div class="hit-head">
              <a href={`/tickets/${ticket.number}`}>
                <bdi>{ticket.subject || t('(no subject)')}</bdi>
              </a>
              <span class="ticket-number">#{ticket.number}</span>
              <StateBadge state={ticket.state} />
            </div>
            <p class="hit-facts">
              <span>{ticket.group}</span>
              <Time at={ticket.lastArticleAt} isRelative />
            </p>
          </li>
        ))}
      </ul>
      {next !== undefined && (
        <p class="pager">
          <a rel="next" href={`/customers/${id}?before=${next}`}>
            {t('Older tickets')}
          </a>
        </p>
      )}
    </section>
  );
}

function Actions({ csrf, id, blockedAt, isAdmin }: CustomerPageProps) {
  const isBlocked = blockedAt !== null;
  return (
    <section aria-label={t('Actions')} class="customer-tools">
      <form method="post" action={`/customers/${id}/${isBlocked ? 'release' : 'block'}`}>
        <CsrfField token={csrf} />
        <button type="submit">{isBlocked ? t('Let mail through again') : t('Block')}</button>
      </form>
      {isAdmin && (
        <>
          <a class="button" href={`/customers/${id}/merges`}>
            {t('Merge with another…')}
          </a>
          <a class="button" href={`/customers/${id}/export`} download>
            {t('Export everything')}
          </a>
          <a class="button danger" href={`/customers/${id}/erasure`}>
            {t('Erase…')}
          </a>
        </>
      )}
    </section>
  );
}

function Facts({ addresses, createdAt }: CustomerPageProps) {
  return (
    <dl class="facts">
      <dt>{addresses.length === 1 ? t('Address') : t('Addresses')}</dt>
      <dd>
        <ul class="address-list">
          {addresses.map((address) => (
            <li>{address}</li>
          ))}
        </ul>
      </dd>
      <dt>{t('Customer since')}</dt>
      <dd>
        <Time at={createdAt} />
      </dd>
    </dl>
  );
}
