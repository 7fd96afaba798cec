import { channelStates } from '../../src/domain/channel.ts';
import type { RecipientFate } from '../../src/domain/recipient-fate.ts';
import type { Trace, TracedChannel, TraceFact, TraceQuery } from '../../src/domain/trace.ts';
import { nameLevel } from '../ticket-words.ts';
import { t } from '../words.ts';
import { describeProblem } from './delivery-words.ts';
import { describeQuarantineReason } from './quarantine-words.ts';
import { describeSettleError } from './settle-words.ts';

type Fact<Kind extends TraceFact['kind']> = Extract<TraceFact, { kind: Kind }>;

/** What a fact says, and what to do about it; '' where nothing is. */
export interface TraceWords {
  readonly what: string;
  readonly step: string;
}

type Describers = { readonly [Kind in TraceFact['kind']]: (fact: Fact<Kind>) => TraceWords };

const describers: Describers = {
  received: (fact) => {
    const { what, step } = receivedWords[fact.outcome](fact);
    return { what: `${placeWords(fact)} ${what} ${settledWords(fact)}`.trim(), step };
  },
  quarantined: (fact) => ({
    what: t('Put into quarantine: {quarantineReason} {value}', {
      quarantineReason: describeQuarantineReason(fact.reason),
      value: quarantineStates()[fact.state],
    }),
    step: fact.state === 'waiting' ? t('Open Quarantine and retry, import or discard it.') : '',
  }),
  ticket: ({ ticket, subject, state }) => ({
    what: t('Ticket #{ticket} “{subject}” was opened; it is {state} now.', {
      ticket,
      subject: subject || t('(no subject)'),
      state: nameLevel(state),
    }),
    step: '',
  }),
  merged: ({ ticket, into }) => ({
    what: t('Ticket #{ticket} was merged into #{into}.', { ticket, into }),
    step: t('Its messages stand in #{into}.', { into }),
  }),
  split: ({ ticket, direction, other }) => ({
    what:
      direction === 'to'
        ? t('A message of #{ticket} was split off; it stands in #{other}.', { ticket, other })
        : t('A message was split off #{other}; it stands in #{ticket}.', { other, ticket }),
    step: '',
  }),
  sent: (fact) => ({
    what: `${sentWords()[fact.state]} ${fact.recipients.map(describeRecipient).join(' ')}`.trim(),
    step: fact.isDismissed ? t('It was given up.') : sentSteps()[fact.state],
  }),
  bounced: ({ address, state, problem }) =>
    state === 'failed'
      ? {
          what: t('An answer could not be delivered to {address}: {problem}', {
            address,
            problem: describeProblem(problem),
          }),
          step: t('Check the address and answer again, or reach the person another way.'),
        }
      : {
          what: t('An answer is delayed on its way to {address}: {problem}', {
            address,
            problem: describeProblem(problem),
          }),
          step: t('The server goes on trying by itself.'),
        },
};

export function describeTraceFact(fact: TraceFact): TraceWords {
  return describers[fact.kind](fact as never);
}

const receivedWords: Readonly<Record<Fact<'received'>['outcome'], (fact: Fact<'received'>) => TraceWords>> = {
  opened: ({ ticket }) => ({
    what: t('and {part}.', {
      part: ticket === null ? t('became a ticket that is deleted') : t('opened ticket #{ticket}', { ticket }),
    }),
    step: '',
  }),
  appended: ({ ticket }) => ({
    what: t('and was added to {ticket}.', { ticket: nameTicket(ticket) }),
    step: '',
  }),
  archived: ({ ticket }) => ({
    what: t('and was archived as {ticket}, without any automatic answer.', { ticket: nameTicket(ticket) }),
    step: '',
  }),
  duplicate: ({ ticket }) => ({
    what: t('and was left out as a duplicate{part}.', {
      part: ticket === null ? '' : t(' of a message in ticket #{ticket}', { ticket }),
    }),
    step: ticket === null ? t('The first message of this Message-ID has been dealt with before.') : '',
  }),
  ignored: () => ({
    what: t('and became no article: a filter, a rule or a person left it out.'),
    step: t('Check Settings, Filters, the blocked customers and Quarantine.'),
  }),
  quarantined: () => ({ what: t('and could not become an article.'), step: '' }),
  erased: () => ({ what: t('and was erased at somebody’s request.'), step: t('Nothing of it is kept.') }),
};

function nameTicket(ticket: number | null): string {
  return ticket === null ? t('a ticket that is deleted') : t('ticket #{ticket}', { ticket });
}

function placeWords({ channel, folder }: Fact<'received'>): string {
  return channel === null
    ? t('A message came from the file {folder}', { folder })
    : t('A message lay in {folder} of {channel}', { folder, channel });
}

function settledWords({ channel, settled, settleError, moveTo, folder }: Fact<'received'>): string {
  if (channel === null) return '';
  if (settleError !== null && settled === 'waiting') {
    return t(
      'It still lies in {folder}: the server refused what the channel does after import ({settleError}).',
      { folder, settleError: describeSettleError(settleError) },
    );
  }
  switch (settled) {
    case 'waiting':
      return t('It still lies in {folder}; the server will be told soon.', { folder });
    case 'delete':
      return t('It was deleted on the server.');
    case 'mark_read':
      return t('It was marked as read in {folder}.', { folder });
    case 'move':
      return t('It was moved to {moveTo} on the server.', { moveTo: moveTo || t('another folder') });
    case 'keep':
      return t('It was left in {folder}.', { folder });
    case 'gone':
      return t('It was gone from {folder} before the server could be told.', { folder });
  }
}

const quarantineStates = (): Readonly<Record<Fact<'quarantined'>['state'], string>> => ({
  waiting: t('It waits there.'),
  discarded: t('It was discarded.'),
  imported: t('It has been imported since.'),
});

const sentWords = (): Readonly<Record<Fact<'sent'>['state'], string>> => ({
  queued: t('An answer waits in the outbox.'),
  sending: t('An answer is being sent.'),
  sent: t('An answer was sent.'),
  failed: t('An answer could not be sent.'),
  unknown: t('Nobody knows whether an answer was sent: the connection broke at the last moment.'),
});

const sentSteps = (): Readonly<Record<Fact<'sent'>['state'], string>> => ({
  queued: t('It is tried again by itself; the outbox names what keeps it.'),
  sending: '',
  sent: '',
  failed: t('Open Outbox, see why, and send it again or give it up.'),
  unknown: t('Open Outbox and look for it in Sent Items before sending it again.'),
});

const recipientWords = (): Readonly<Record<RecipientFate['state'], string>> => ({
  waiting: t('has not got it yet'),
  taken: t('was accepted by the server'),
  refused: t('was refused'),
});

function describeRecipient({ address, state, reply }: RecipientFate): string {
  return `${address} ${recipientWords()[state]}${reply === null ? '' : ` (${reply})`}.`;
}

/** What keeps mail from a channel, in a few words. */
export function describeTracedChannel(channel: TracedChannel): string {
  const { state, failureCode, sendingCode, folder, onlyUnread } = channel;
  const receiving = channelStates[state].label + (failureCode === null ? '' : ` (${failureCode})`);
  const sending = sendingCode === null ? '' : t(', cannot send ({sendingCode})', { sendingCode });
  return `${receiving}${sending}${folder === '' ? '' : t('; reads {part}{folder}', { part: onlyUnread ? t('unread mail in ') : '', folder })}`;
}

function whatIsAsked(query: TraceQuery): string {
  switch (query.kind) {
    case 'address':
      return t('this address or Message-ID');
    case 'domain':
      return t('an address of {domain} or with it in the subject', { domain: query.domain });
    case 'words':
      return t('these words');
  }
}

/** What to look at where nothing was found. */
export function listTraceChecks({ query, channels }: Trace): string[] {
  const what = whatIsAsked(query);
  if (channels === null) {
    return [
      t('No ticket that you may see has {what}.', { what }),
      t('An admin also sees mail that became no ticket.'),
    ];
  }
  const failing = channels.filter(({ state }) => state === 'failing' || state === 'reauthenticate');
  const idle = channels.filter(({ state }) => state === 'paused' || state === 'new');
  return [
    t('Postroom has never received a message with {what}, as far as it keeps that.', { what }),
    t(
      'Look into Junk and Deleted Items of the mailbox, and into its rules: a channel reads only its own folder.',
    ),
    t('Look whether it was sent to another mailbox: the channels are listed below.'),
    t('Ask the sender for a bounce, and the mail server’s administrator for a message trace.'),
    t(
      'Mail that a filter ignored is found by its Message-ID only, and mail in quarantine by its sender or subject.',
    ),
    ...failing.map(({ name }) =>
      t('{name} is failing: mail may still lie in its folder. Open it under Channels.', { name }),
    ),
    ...idle.map(({ name }) =>
      t('{name} fetches nothing at present: it is not started or disabled.', { name }),
    ),
  ];
}
