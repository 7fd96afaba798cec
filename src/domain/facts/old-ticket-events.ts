import { type TicketPriority, type TicketState, ticketPriorities, ticketStates } from '../ticket.ts';
import { wordTable } from '../word-table.ts';
import type { AutoReplyRefusal, PlainAutoReplyRefusal } from './auto-reply-refusal.ts';
import type { DeliveryFact } from './delivery-facts.ts';
import { readOldProblem } from './old-problems.ts';
import { readOldQuarantineReason } from './old-quarantine.ts';
import type { TicketFact } from './ticket-facts.ts';

// What versions before the stream of facts wrote into the history of a ticket. What cannot be read stays words.

/** A fact without the ids of what it is about. */
export type OldFact<Some extends { readonly kind: string; readonly data: unknown }> = {
  [Each in Some as Each['kind']]: Pick<Each, 'kind' | 'data'>;
}[Some['kind']];

type OldTicketFact = OldFact<TicketFact | DeliveryFact>;

/** @returns undefined for words that say nothing known */
export function readOldTicketEvent(
  text: string,
  { kind, number }: { readonly kind: string; readonly number: number },
): OldTicketFact | undefined {
  if (kind === 'oversized')
    return { kind: 'ticket.oversized', data: { reason: readOldQuarantineReason(text) } };
  const by = openings[text];
  if (kind === 'opened' && by !== undefined) return { kind: 'ticket.opened', data: { number, by } };
  const known = plain[text];
  if (known !== undefined) return known;
  for (const [pattern, read] of patterns) {
    const found = pattern.exec(text);
    const fact = found === null ? undefined : read(found.slice(1).map((each) => each ?? ''));
    if (fact !== undefined) return fact;
  }
  return undefined;
}

const openings = wordTable<'agent_mail' | 'agent_note'>({
  'opened this ticket by a mail': 'agent_mail',
  'opened this ticket without a mail': 'agent_note',
});

const plain = wordTable<OldTicketFact>({
  'Reopened by an answer.': {
    kind: 'ticket.state_changed',
    data: { from: 'closed', to: 'open', because: 'reopened_by_mail' },
  },
  'Closed at once, because the sender is blocked.': {
    kind: 'ticket.state_changed',
    data: { from: 'new', to: 'closed', because: 'sender_blocked' },
  },
  'owner taken off': { kind: 'ticket.owner_changed', data: { from: null, to: null } },
  'took an answer back before it was sent': { kind: 'ticket.answer_taken_back', data: {} },
  'answered from Outlook': { kind: 'ticket.answered', data: { how: 'elsewhere' } },
  'added a note': { kind: 'ticket.noted', data: {} },
  'An answer to a notification stays internal: the customer did not get it.': {
    kind: 'ticket.kept_internal',
    data: {},
  },
  'asked to send it again': { kind: 'delivery.asked_again', data: {} },
  'confirmed that it was sent': { kind: 'delivery.confirmed', data: {} },
  'decided not to send it': { kind: 'delivery.dismissed', data: {} },
  'not sent: the channel was deleted': { kind: 'delivery.failed', data: { code: 'channel_deleted' } },
  'sending ended without an answer: it is not known whether it was sent': {
    kind: 'delivery.unknown',
    data: { because: 'no_answer' },
  },
  'the program ended while it was being sent: it is not known whether it was': {
    kind: 'delivery.unknown',
    data: { because: 'program_ended' },
  },
});

const other = (number = '') => ({ id: null, number: Number(number) });
const named = (name = '') => ({ id: null, name });

/** In the order in which they are tried: the particular ones first. */
const patterns: readonly (readonly [
  pattern: RegExp,
  read: (parts: readonly string[]) => OldTicketFact | undefined,
])[] = [
  [/^state (\w{3,10}) → (\w{3,10})(: the date it waited for has come| until [\d :-]{16} UTC)?$/, readState],
  [
    /^owner (.{1,500})$/s,
    ([name]) => ({ kind: 'ticket.owner_changed', data: { from: null, to: named(name) } }),
  ],
  [
    /^group (.{1,500}), owner (.{1,500}) taken off$/s,
    ([group, owner]) => ({
      kind: 'ticket.group_changed',
      data: { from: null, to: named(group), ownerTakenOff: named(owner) },
    }),
  ],
  [
    /^group (.{1,500})$/s,
    ([name]) => ({ kind: 'ticket.group_changed', data: { from: null, to: named(name) } }),
  ],
  [/^priority (\w{3,10}) → (\w{3,10})$/, readPriority],
  [/^tag (.{1,300}) added$/s, ([tag = '']) => ({ kind: 'ticket.tag_added', data: { tag } })],
  [/^tag (.{1,300}) taken off$/s, ([tag = '']) => ({ kind: 'ticket.tag_removed', data: { tag } })],
  [
    /^merged into #(\d{1,15})$/,
    ([number]) => ({ kind: 'ticket.merged', data: { direction: 'into', other: other(number) } }),
  ],
  [
    /^#(\d{1,15}) merged into this one$/,
    ([number]) => ({ kind: 'ticket.merged', data: { direction: 'from', other: other(number) } }),
  ],
  [
    /^merge into #(\d{1,15}) undone$/,
    ([number]) => ({ kind: 'ticket.unmerged', data: { direction: 'into', other: other(number) } }),
  ],
  [
    /^merge of #(\d{1,15}) undone$/,
    ([number]) => ({ kind: 'ticket.unmerged', data: { direction: 'from', other: other(number) } }),
  ],
  [
    /^a message was split off to #(\d{1,15})$/,
    ([number]) => ({ kind: 'ticket.split', data: { direction: 'to', other: other(number) } }),
  ],
  [
    /^split off from #(\d{1,15})$/,
    ([number]) => ({ kind: 'ticket.split', data: { direction: 'from', other: other(number) } }),
  ],
  [
    /^linked to #(\d{1,15})$/,
    ([number]) => ({
      kind: 'ticket.linked',
      data: { other: other(number), because: { code: 'by_hand' } },
    }),
  ],
  [
    /^link taken off: #(\d{1,15})$/,
    ([number]) => ({ kind: 'ticket.unlinked', data: { other: other(number) } }),
  ],
  [/^(answered|forwarded)(?:, state (\w{3,10}) → (\w{3,10}))?$/, readAnswer],
  [
    /^Customer (\S{1,320}) was merged into (\S{1,320})\.$/,
    ([from = '', to = '']) => ({ kind: 'ticket.customer_changed', data: { from, to } }),
  ],
  [
    /^could not be delivered to ([^\s:]{1,320}): (.{1,600})$/s,
    ([address = '', reason = '']) => ({
      kind: 'ticket.bounced',
      data: { address, status: '', problem: readOldProblem(reason) },
    }),
  ],
  [
    /^found in (.{1,600}), put there at (\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC: it was sent$/s,
    ([place = '', day, time]) => ({
      kind: 'delivery.found',
      data: { place, at: `${day}T${time}:00.000Z` },
    }),
  ],
  [/^Automatic answer to (\S{1,320})\.$/, ([to = '']) => ({ kind: 'ticket.auto_replied', data: { to } })],
  [/^No automatic answer: (.{1,600}?)\.?$/s, readRefusal],
];

function readState([from = '', to = '', rest = '']: readonly string[]): OldTicketFact | undefined {
  if (!isState(from) || !isState(to)) return undefined;
  const change = { from, to };
  if (rest === '') return { kind: 'ticket.state_changed', data: change };
  if (rest.startsWith(':'))
    return { kind: 'ticket.state_changed', data: { ...change, because: 'wait_ended' } };
  const [, day, time] = / until (\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC/.exec(rest) ?? [];
  if (day === undefined) return undefined;
  return { kind: 'ticket.state_changed', data: { ...change, until: `${day}T${time}:00.000Z` } };
}

function readPriority([from = '', to = '']: readonly string[]): OldTicketFact | undefined {
  if (!isPriority(from) || !isPriority(to)) return undefined;
  return { kind: 'ticket.priority_changed', data: { from, to } };
}

function readAnswer([deed, from = '', to = '']: readonly string[]): OldTicketFact | undefined {
  const how = deed === 'answered' ? 'answer' : 'forward';
  if (from === '') return { kind: 'ticket.answered', data: { how } };
  return isState(from) && isState(to) ? { kind: 'ticket.answered', data: { how, from, to } } : undefined;
}

const oldRefusals = wordTable<PlainAutoReplyRefusal>({
  'the mail was imported from a file': 'file',
  'the mail was in quarantine': 'quarantine',
  'the server does not say when the mail came': 'undated',
  'the mail is archived': 'archived',
  'the mail was there before the channel was started': 'backlog',
  'the mail is older than a day': 'older_than_a_day',
  'the sender is blocked': 'sender_blocked',
  'there is no usable sender': 'no_sender',
  'an agent forwarded the mail': 'forwarded_by_agent',
  'the mail came through a list': 'via_list',
  'a filter or a header field forbids it': 'forbidden',
  'a rule closed the ticket at once': 'closed_by_rule',
  'the address got one within the last hour': 'address_had_one',
  'the group has no address to send from': 'no_sending_address',
});

function readRefusal([reason = '']: readonly string[]): OldTicketFact | undefined {
  const data = readRefusalReason(reason);
  return data === undefined ? undefined : { kind: 'ticket.auto_reply_withheld', data };
}

function readRefusalReason(reason: string): AutoReplyRefusal | undefined {
  const code = oldRefusals[reason];
  if (code !== undefined) return { code };
  const sign = /^the mail must not be answered by a program \((.{1,500})\)$/s.exec(reason)?.[1];
  if (sign !== undefined) return { code: 'robot', sign };
  const day = /^the address got (\d{1,6}) within the last day$/.exec(reason)?.[1];
  if (day !== undefined) return { code: 'address_day_limit', count: Number(day) };
  const hour = /^(\d{1,6}) were sent within the last hour, which is the limit$/.exec(reason)?.[1];
  return hour === undefined ? undefined : { code: 'hour_limit', count: Number(hour) };
}

function isState(value: string): value is TicketState {
  return (ticketStates as readonly string[]).includes(value);
}

function isPriority(value: string): value is TicketPriority {
  return (ticketPriorities as readonly string[]).includes(value);
}
