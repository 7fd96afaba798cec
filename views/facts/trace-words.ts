import { channelStates } from '../../src/domain/channel.ts';
import type { RecipientFate } from '../../src/domain/recipient-fate.ts';
import type { Trace, TracedChannel, TraceFact } from '../../src/domain/trace.ts';
import { describeProblem } from './delivery-words.ts';
import { describeQuarantineReason } from './quarantine-words.ts';

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
    what: `Put into quarantine: ${describeQuarantineReason(fact.reason)} ${quarantineStates[fact.state]}`,
    step: fact.state === 'waiting' ? 'Open Quarantine and retry, import or discard it.' : '',
  }),
  ticket: ({ ticket, subject, state }) => ({
    what: `Ticket #${ticket} “${subject || '(no subject)'}” was opened; it is ${state} now.`,
    step: '',
  }),
  merged: ({ ticket, into }) => ({
    what: `Ticket #${ticket} was merged into #${into}.`,
    step: `Its messages stand in #${into}.`,
  }),
  split: ({ ticket, direction, other }) => ({
    what:
      direction === 'to'
        ? `A message of #${ticket} was split off; it stands in #${other}.`
        : `A message was split off #${other}; it stands in #${ticket}.`,
    step: '',
  }),
  sent: (fact) => ({
    what: `${sentWords[fact.state]} ${fact.recipients.map(describeRecipient).join(' ')}`.trim(),
    step: fact.isDismissed ? 'It was given up.' : sentSteps[fact.state],
  }),
  bounced: ({ address, state, problem }) =>
    state === 'failed'
      ? {
          what: `An answer could not be delivered to ${address}: ${describeProblem(problem)}`,
          step: 'Check the address and answer again, or reach the person another way.',
        }
      : {
          what: `An answer is delayed on its way to ${address}: ${describeProblem(problem)}`,
          step: 'The server goes on trying by itself.',
        },
};

export function describeTraceFact(fact: TraceFact): TraceWords {
  return describers[fact.kind](fact as never);
}

const receivedWords: Readonly<Record<Fact<'received'>['outcome'], (fact: Fact<'received'>) => TraceWords>> = {
  opened: ({ ticket }) => ({
    what: `and ${ticket === null ? 'became a ticket that is deleted' : `opened ticket #${ticket}`}.`,
    step: '',
  }),
  appended: ({ ticket }) => ({ what: `and was added to ${nameTicket(ticket)}.`, step: '' }),
  archived: ({ ticket }) => ({
    what: `and was archived as ${nameTicket(ticket)}, without any automatic answer.`,
    step: '',
  }),
  duplicate: ({ ticket }) => ({
    what: `and was left out as a duplicate${ticket === null ? '' : ` of a message in ticket #${ticket}`}.`,
    step: ticket === null ? 'The first message of this Message-ID has been dealt with before.' : '',
  }),
  ignored: () => ({
    what: 'and became no article: a filter, a rule or a person left it out.',
    step: 'Check Settings, Filters, the blocked customers and Quarantine.',
  }),
  quarantined: () => ({ what: 'and could not become an article.', step: '' }),
  erased: () => ({ what: 'and was erased at somebody’s request.', step: 'Nothing of it is kept.' }),
};

function nameTicket(ticket: number | null): string {
  return ticket === null ? 'a ticket that is deleted' : `ticket #${ticket}`;
}

function placeWords({ channel, folder }: Fact<'received'>): string {
  return channel === null
    ? `A message came from the file ${folder}`
    : `A message lay in ${folder} of ${channel}`;
}

function settledWords({ channel, settled, settleError, moveTo, folder }: Fact<'received'>): string {
  if (channel === null) return '';
  if (settleError !== null && settled === 'waiting') {
    return `It still lies in ${folder}: the server refused what the channel does after import (${settleError}).`;
  }
  switch (settled) {
    case 'waiting':
      return `It still lies in ${folder}; the server will be told soon.`;
    case 'delete':
      return 'It was deleted on the server.';
    case 'mark_read':
      return `It was marked as read in ${folder}.`;
    case 'move':
      return `It was moved to ${moveTo || 'another folder'} on the server.`;
    case 'keep':
      return `It was left in ${folder}.`;
    case 'gone':
      return `It was gone from ${folder} before the server could be told.`;
  }
}

const quarantineStates: Readonly<Record<Fact<'quarantined'>['state'], string>> = {
  waiting: 'It waits there.',
  discarded: 'It was discarded.',
  imported: 'It has been imported since.',
};

const sentWords: Readonly<Record<Fact<'sent'>['state'], string>> = {
  queued: 'An answer waits in the outbox.',
  sending: 'An answer is being sent.',
  sent: 'An answer was sent.',
  failed: 'An answer could not be sent.',
  unknown: 'Nobody knows whether an answer was sent: the connection broke at the last moment.',
};

const sentSteps: Readonly<Record<Fact<'sent'>['state'], string>> = {
  queued: 'It is tried again by itself; the outbox names what keeps it.',
  sending: '',
  sent: '',
  failed: 'Open Outbox, see why, and send it again or give it up.',
  unknown: 'Open Outbox and look for it in Sent Items before sending it again.',
};

const recipientWords: Readonly<Record<RecipientFate['state'], string>> = {
  waiting: 'has not got it yet',
  taken: 'was accepted by the server',
  refused: 'was refused',
};

function describeRecipient({ address, state, reply }: RecipientFate): string {
  return `${address} ${recipientWords[state]}${reply === null ? '' : ` (${reply})`}.`;
}

/** What keeps mail from a channel, in a few words. */
export function describeTracedChannel(channel: TracedChannel): string {
  const { state, failureCode, sendingCode, folder, onlyUnread } = channel;
  const receiving = channelStates[state].label + (failureCode === null ? '' : ` (${failureCode})`);
  const sending = sendingCode === null ? '' : `, cannot send (${sendingCode})`;
  return `${receiving}${sending}${folder === '' ? '' : `; reads ${onlyUnread ? 'unread mail in ' : ''}${folder}`}`;
}

/** What to look at where nothing was found. */
export function listTraceChecks({ query, channels }: Trace): string[] {
  const what = query.kind === 'address' ? 'this address or Message-ID' : 'these words';
  if (channels === null) {
    return [`No ticket that you may see has ${what}.`, 'An admin also sees mail that became no ticket.'];
  }
  const failing = channels.filter(({ state }) => state === 'failing' || state === 'reauthenticate');
  const idle = channels.filter(({ state }) => state === 'paused' || state === 'new');
  return [
    `Postroom has never received a message with ${what}, as far as it keeps that.`,
    'Look into Junk and Deleted Items of the mailbox, and into its rules: a channel reads only its own folder.',
    'Look whether it was sent to another mailbox: the channels are listed below.',
    'Ask the sender for a bounce, and the mail server’s administrator for a message trace.',
    'Mail that a filter ignored is found by its Message-ID only, and mail in quarantine by its sender or subject.',
    ...failing.map(
      ({ name }) => `${name} is failing: mail may still lie in its folder. Open it under Channels.`,
    ),
    ...idle.map(({ name }) => `${name} fetches nothing at present: it is not started or disabled.`),
  ];
}
