import { CsrfField, Field, Notice, Submit } from '../form.tsx';

export interface DeletionPageProps {
  readonly csrf: string;
  readonly channelId: number;
  readonly name: string;
  readonly address: string;
  readonly typed: string;
  readonly error: string | undefined;
  readonly effects: {
    readonly tickets: number;
    readonly openTickets: number;
    readonly receipts: number;
    readonly unsettled: number;
    readonly quarantined: number;
    readonly queued: number;
    readonly addresses: readonly string[];
    readonly groups: readonly string[];
  };
}

/** What goes and what stays, in numbers, before anything does. */
export function DeletionPage(props: DeletionPageProps) {
  const { csrf, channelId, name, address, error } = props;
  return (
    <>
      <p class="crumb">
        <a href={`/channels/${channelId}`}>{name}</a>
      </p>
      <h1>Delete {name}</h1>
      <p class="lead">
        Fetching and sending through {address} ends, and its tokens and passwords are erased here. To stop for
        a while, disable the channel instead.
      </p>
      {error !== undefined && (
        <Notice tone="error">
          <p>Nothing was deleted.</p>
        </Notice>
      )}
      <Effects {...props} />
      <form method="post" action={`/channels/${channelId}/deletion`} class="stack">
        <CsrfField token={csrf} />
        <Field
          name="address"
          label={`Type ${address} to delete the channel`}
          value={props.typed}
          error={error}
          isRequired
        />
        <div class="actions">
          <Submit label="Delete the channel" tone="danger" />
          <a href={`/channels/${channelId}`}>Keep it</a>
        </div>
      </form>
    </>
  );
}

function Effects({ effects }: DeletionPageProps) {
  const { tickets, openTickets, receipts, unsettled, quarantined, queued, addresses, groups } = effects;
  return (
    <ul class="effects">
      <li>
        <b>{count(tickets, 'ticket')}</b> ({openTickets} not closed) came by it and stay, with all their
        messages.
      </li>
      <li class={queued > 0 ? 'danger' : undefined}>
        <b>{count(queued, 'answer')}</b> {queued === 1 ? 'waits' : 'wait'} to be sent
        {queued > 0 ? ' and will not be: the tickets say so, and the text stays there.' : '.'}
      </li>
      <li class={groups.length > 0 ? 'danger' : undefined}>
        <b>{count(addresses.length, 'address', 'addresses')}</b> {addresses.length === 1 ? 'goes' : 'go'} with
        it: {addresses.join(', ')}.{' '}
        {groups.length > 0 && `Without a sending address then: ${groups.join(', ')}.`}
      </li>
      <li>
        <b>{count(receipts, 'receipt')}</b> of imported messages {receipts === 1 ? 'is' : 'are'} kept: when
        the same mailbox is added again, none of them is imported twice.
        {unsettled > 0 &&
          ` On the server ${unsettled} of the messages still ${unsettled === 1 ? 'lies' : 'lie'} as before the import; that is left so.`}
      </li>
      {quarantined > 0 && (
        <li>
          <b>{count(quarantined, 'message')}</b> in quarantine {quarantined === 1 ? 'stays' : 'stay'} there.
        </li>
      )}
    </ul>
  );
}

function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : plural}`;
}
