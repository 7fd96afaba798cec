import type { TicketPriority, TicketState } from '../../src/domain/ticket.ts';
import { nameCustomer } from '../customer-name.ts';
import { CsrfField } from '../form.tsx';
import { Live } from '../live.tsx';
import { nameLevel } from '../ticket-words.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { FollowForm } from './follow-form.tsx';
import { LinkForms } from './link-forms.tsx';
import { Mentions, type TicketMention } from './mentions.tsx';
import { SeenField } from './seen-field.tsx';
import { StateBadge, WaitsUntil } from './state-badge.tsx';
import { TagForms } from './tag-forms.tsx';
import { CloseAndNext, PickForm, StateForm, WaitForm } from './ticket-forms.tsx';

export interface TicketSideProps {
  readonly ticketId: number;
  readonly number: number;
  /** The newest fact that this has been read after. */
  readonly seen: number;
  readonly state: TicketState;
  readonly groupId: number;
  readonly ownerId: number | null;
  readonly userId: number;
  /** The viewer may reply, and set state and owner. */
  readonly canAnswer: boolean;
  readonly canMove: boolean;
  readonly group: string;
  readonly owner: string | null;
  readonly openedAt: Date;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
  readonly agents: readonly { readonly id: number; readonly name: string }[];
  readonly customer: { readonly id: number; readonly name: string; readonly email: string };
  /** Why mail does not reach the customer; undefined where none came back. */
  readonly undeliverable: string | undefined;
  readonly others: readonly TicketMention[];
  readonly links: readonly (TicketMention & { readonly reason: string })[];
  readonly history: readonly {
    readonly at: Date;
    readonly user: string | null;
    readonly words: string;
  }[];
  /** Who is told of it as its owner is. */
  readonly followers: readonly { readonly id: number; readonly name: string }[];
  readonly csrf: string;
  readonly priority: TicketPriority;
  readonly tags: readonly string[];
  readonly waitsUntil: Date | undefined;
  readonly isMerged: boolean;
  readonly merged: readonly TicketMention[];
}

/** What belongs to a ticket beside its messages. */
export function TicketSide(props: TicketSideProps) {
  const { number } = props;
  return (
    <Live
      id="ticket-side"
      class="ticket-side"
      url={`/tickets/${number}/side`}
      on={`ticket-${props.ticketId}`}
    >
      <TicketFacts {...props} />
      <CustomerFacts {...props} />
      <LinkForms {...props} />
      <History {...props} />
      <p>
        <a href={`/tickets/${number}/print`}>{t('Print')}</a>
      </p>
    </Live>
  );
}

function OwnerForms({ number, seen, state, csrf, agents, owner, ownerId, userId }: TicketSideProps) {
  const known = agents.map(({ id, name }) => [String(id), name] as const);
  const isGone = ownerId !== null && !agents.some(({ id }) => id === ownerId);
  return (
    <>
      <StateForm number={number} state={state} csrf={csrf} seen={seen} />
      {state !== 'closed' && <CloseAndNext number={number} csrf={csrf} seen={seen} />}
      {state !== 'closed' && <WaitForm number={number} csrf={csrf} seen={seen} />}
      <PickForm
        action={`/tickets/${number}/owner`}
        name="owner"
        label={t('Owner')}
        value={ownerId === null ? '' : String(ownerId)}
        options={[['', t('Nobody')], ...known, ...(isGone ? [[String(ownerId), owner ?? ''] as const] : [])]}
        csrf={csrf}
        seen={seen}
      />
      {ownerId !== userId && (
        <form method="post" action={`/tickets/${number}/owner`} class="take">
          <CsrfField token={csrf} />
          <SeenField seen={seen} />
          <input type="hidden" name="owner" value={String(userId)} />
          <button type="submit" class="link">
            {t('Assign to me')}
          </button>
        </form>
      )}
    </>
  );
}

function GroupForm({ number, seen, csrf, groupId, groups }: TicketSideProps) {
  return (
    <PickForm
      action={`/tickets/${number}/group`}
      name="group"
      label={t('Group')}
      value={String(groupId)}
      options={groups.map(({ id, name }) => [String(id), name] as const)}
      csrf={csrf}
      seen={seen}
    />
  );
}

function PriorityForm({ number, seen, csrf, priority }: TicketSideProps) {
  return (
    <PickForm
      action={`/tickets/${number}/priority`}
      name="priority"
      label={t('Priority')}
      value={priority}
      options={[
        ['high', t('High')],
        ['normal', t('Normal')],
        ['low', t('Low')],
      ]}
      csrf={csrf}
      seen={seen}
    />
  );
}

/** What the viewer may see but not change. */
function Fact({ label, value }: { label: string; value: string }) {
  return (
    <p class="fact">
      <span>{label}</span> <strong>{value}</strong>
    </p>
  );
}

function TicketFacts(props: TicketSideProps) {
  return (
    <section aria-label={t('Ticket')}>
      <div class="side-state">
        <StateBadge state={props.state} />
        {props.waitsUntil !== undefined && <WaitsUntil at={props.waitsUntil} />}
        <small>{rich('opened {time}', { time: <Time at={props.openedAt} isRelative /> })}</small>
      </div>
      {props.canAnswer && !props.isMerged ? (
        <OwnerForms {...props} />
      ) : (
        <Fact label={t('Owner')} value={props.owner ?? t('Nobody')} />
      )}
      {props.canMove ? <GroupForm {...props} /> : <Fact label={t('Group')} value={props.group} />}
      {props.canAnswer ? (
        <PriorityForm {...props} />
      ) : (
        <Fact label={t('Priority')} value={nameLevel(props.priority)} />
      )}
      <TagForms {...props} />
      <FollowForm {...props} />
    </section>
  );
}

function CustomerFacts({ customer, undeliverable, others }: TicketSideProps) {
  return (
    <section aria-label={t('Customer')}>
      <h2>{t('Customer')}</h2>
      <p class="customer">
        <a href={`/customers/${customer.id}`}>
          <bdi>{nameCustomer(customer.name, customer.email)}</bdi>
        </a>
        {customer.name !== '' && <br />}
        {customer.name !== '' && customer.email}
      </p>
      {undeliverable !== undefined && (
        <p class="undeliverable">{t('Mail to this address came back: {undeliverable}', { undeliverable })}</p>
      )}
      <Mentions title={t('Other tickets')} items={others} />
    </section>
  );
}

function History({ history }: TicketSideProps) {
  return (
    <details class="history">
      <summary>{t('History')}</summary>
      <ol>
        {history.map((line) => (
          <li>
            <span>
              <strong>{line.user ?? 'Postroom'}: </strong>
              {line.words}
            </span>
            <small>
              <Time at={line.at} isRelative />
            </small>
          </li>
        ))}
      </ol>
    </details>
  );
}
