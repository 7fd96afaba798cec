import type { TicketFact } from '../../src/domain/facts/ticket-facts.ts';
import { describeRefusal } from './auto-reply-words.ts';
import { describeProblem } from './delivery-words.ts';
import { describeQuarantineReason } from './quarantine-words.ts';
import { describeArticleReason } from './reason-words.ts';
import { describeRule } from './rule-words.ts';
import { type Words, writeTime } from './words.ts';

type Says<Kind extends TicketFact['kind']> = Extract<TicketFact, { readonly kind: Kind }>['data'];

export const ticketWords: Words<TicketFact> = {
  'ticket.opened': describeOpening,
  'ticket.joined': ({ because }) => `a mail ${describeArticleReason(because)}`,
  'ticket.state_changed': describeState,
  'ticket.owner_changed': ({ to }) => (to === null ? 'owner taken off' : `owner ${to.name}`),
  'ticket.group_changed': ({ to, ownerTakenOff }) =>
    `group ${to.name}${ownerTakenOff === undefined ? '' : `, owner ${ownerTakenOff.name} taken off`}`,
  'ticket.priority_changed': ({ from, to }) => `priority ${from} → ${to}`,
  'ticket.tag_added': ({ tag }) => `tag ${tag} added`,
  'ticket.tag_removed': ({ tag }) => `tag ${tag} taken off`,
  'ticket.merged': ({ direction, other }) =>
    direction === 'into' ? `merged into #${other.number}` : `#${other.number} merged into this one`,
  'ticket.unmerged': ({ direction, other }) =>
    direction === 'into' ? `merge into #${other.number} undone` : `merge of #${other.number} undone`,
  'ticket.split': ({ direction, other }) =>
    direction === 'to' ? `a message was split off to #${other.number}` : `split off from #${other.number}`,
  'ticket.linked': ({ other }) => `linked to #${other.number}`,
  'ticket.unlinked': ({ other }) => `link taken off: #${other.number}`,
  'ticket.answered': describeAnswer,
  'ticket.noted': () => 'added a note',
  'ticket.answer_taken_back': () => 'took an answer back before it was sent',
  'ticket.kept_internal': () => 'An answer to a notification stays internal: the customer did not get it.',
  'ticket.customer_changed': ({ from, to }) => `Customer ${from} was merged into ${to}.`,
  'ticket.bounced': ({ address, problem }) =>
    `could not be delivered to ${address}: ${describeProblem(problem)}`,
  'ticket.delivery_delayed': ({ address, problem }) =>
    `delivery to ${address} is delayed, the server goes on trying: ${describeProblem(problem)}`,
  'ticket.auto_replied': ({ to }) => `Automatic answer to ${to}.`,
  'ticket.auto_reply_withheld': (refusal) => `No automatic answer: ${describeRefusal(refusal)}`,
  'ticket.rule_applied': describeRule,
  'ticket.oversized': ({ reason }) => describeQuarantineReason(reason),
};

function describeOpening({ by }: Says<'ticket.opened'>): string {
  switch (by) {
    case 'mail':
    case 'archived_mail':
      return 'opened by a mail';
    case 'agent_mail':
      return 'opened this ticket by a mail';
    case 'agent_note':
      return 'opened this ticket without a mail';
    case 'split':
      return 'opened for a message that was split off';
    case 'oversized':
      return 'opened to ask for a smaller message';
  }
}

function describeState({ from, to, until, because }: Says<'ticket.state_changed'>): string {
  if (because === 'reopened_by_mail') return 'Reopened by an answer.';
  if (because === 'undelivered') return 'Opened again: a message of ours did not arrive.';
  if (because === 'sender_blocked') return 'Closed at once, because the sender is blocked.';
  const change = `state ${from} → ${to}`;
  if (because === 'wait_ended') return `${change}: the date it waited for has come`;
  if (because === 'customer_wrote') return `${change}: the customer wrote`;
  return until === undefined ? change : `${change} until ${writeTime(until)}`;
}

function describeAnswer({ how, from, to }: Says<'ticket.answered'>): string {
  const deed = { answer: 'answered', forward: 'forwarded', elsewhere: 'answered from Outlook' }[how];
  return from === undefined || to === undefined || from === to ? deed : `${deed}, state ${from} → ${to}`;
}
