import { count } from '../counted.ts';
import { CsrfField, Field, Notice, Submit } from '../form.tsx';
import { rich, t } from '../words.ts';

interface DeletionPageProps {
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
      <h1>{t('Delete {name}', { name })}</h1>
      <p class="lead">
        {t(
          'Fetching and sending through {address} ends, and its tokens and passwords are erased here. To stop for a while, disable the channel instead.',
          { address },
        )}
      </p>
      {error !== undefined && (
        <Notice tone="error">
          <p>{t('Nothing was deleted.')}</p>
        </Notice>
      )}
      <Effects {...props} />
      <form method="post" action={`/channels/${channelId}/deletion`} class="stack">
        <CsrfField token={csrf} />
        <Field
          name="address"
          label={t('Type {address} to delete the channel', { address })}
          value={props.typed}
          error={error}
          isRequired
        />
        <div class="actions">
          <Submit label={t('Delete the channel')} tone="danger" />
          <a href={`/channels/${channelId}`}>{t('Keep it')}</a>
        </div>
      </form>
    </>
  );
}

type EffectsProps = Pick<DeletionPageProps, 'effects'>;

function Effects({ effects }: EffectsProps) {
  const { tickets, openTickets, quarantined, queued } = effects;
  return (
    <ul class="effects">
      <li>
        {rich('{b} ({openTickets} not closed) came by it and stay, with all their messages.', {
          b: <b>{count(tickets, 'ticket')}</b>,
          openTickets,
        })}
      </li>
      <li class={queued > 0 ? 'danger' : undefined}>
        {rich('{b} {queued, plural, one {waits} other {wait}} to be sent{part}', {
          b: <b>{count(queued, 'answer')}</b>,
          queued,
          part: queued > 0 ? t(' and will not be: the tickets say so, and the text stays there.') : '.',
        })}
      </li>
      <LostAddresses effects={effects} />
      <KeptReceipts effects={effects} />
      {quarantined > 0 && (
        <li>
          {rich('{b} in quarantine {quarantined, plural, one {stays} other {stay}} there.', {
            b: <b>{count(quarantined, 'message')}</b>,
            quarantined,
          })}
        </li>
      )}
    </ul>
  );
}

/** Sending addresses go with the channel, and some groups have no other. */
function LostAddresses({ effects: { addresses, groups } }: EffectsProps) {
  return (
    <li class={groups.length > 0 ? 'danger' : undefined}>
      {rich('{b} {length, plural, one {goes} other {go}} with it: {addresses}. {more}', {
        b: <b>{count(addresses.length, 'address')}</b>,
        length: addresses.length,
        addresses: addresses.join(', '),
        more:
          groups.length > 0 && t('Without a sending address then: {groups}.', { groups: groups.join(', ') }),
      })}
    </li>
  );
}

function KeptReceipts({ effects: { receipts, unsettled } }: EffectsProps) {
  return (
    <li>
      {rich(
        '{b} of imported messages {receipts, plural, one {is} other {are}} kept: when the same mailbox is added again, none of them is imported twice.{more}',
        {
          b: <b>{count(receipts, 'receipt')}</b>,
          receipts,
          more:
            unsettled > 0 &&
            t(
              ' On the server {unsettled} of the messages still {unsettled, plural, one {lies} other {lie}} as before the import; that is left so.',
              { unsettled },
            ),
        },
      )}
    </li>
  );
}
