import type { GoneTicketFact, TicketFact } from '../../src/domain/facts/ticket-facts.ts';
import { nameLevel } from '../ticket-words.ts';
import { t } from '../words.ts';
import { describeRefusal } from './auto-reply-words.ts';
import { describeProblem } from './delivery-words.ts';
import { describeQuarantineReason } from './quarantine-words.ts';
import { describeArticleReason } from './reason-words.ts';
import { describeRule } from './rule-words.ts';
import { type Words, writeTime } from './words.ts';

type Says<Kind extends TicketFact['kind']> = Extract<TicketFact, { readonly kind: Kind }>['data'];

export const ticketWords: Words<TicketFact | GoneTicketFact> = {
  'ticket.opened': describeOpening,
  'ticket.joined': ({ because }) =>
    t('a mail {articleReason}', { articleReason: describeArticleReason(because) }),
  'ticket.state_changed': describeState,
  'ticket.owner_changed': ({ to }) =>
    to === null ? t('owner taken off') : t('owner {name}', { name: to.name }),
  'ticket.group_changed': ({ to, ownerTakenOff }) =>
    t('group {name}{part}', {
      name: to.name,
      part: ownerTakenOff === undefined ? '' : t(', owner {name} taken off', { name: ownerTakenOff.name }),
    }),
  'ticket.priority_changed': ({ from, to }) =>
    t('priority {from} → {to}', { from: nameLevel(from), to: nameLevel(to) }),
  'ticket.tag_added': ({ tag }) => t('tag {tag} added', { tag }),
  'ticket.tag_removed': ({ tag }) => t('tag {tag} taken off', { tag }),
  'ticket.merged': ({ direction, other }) =>
    direction === 'into'
      ? t('merged into #{number}', { number: other.number })
      : t('#{number} merged into this one', { number: other.number }),
  'ticket.unmerged': ({ direction, other }) =>
    direction === 'into'
      ? t('merge into #{number} undone', { number: other.number })
      : t('merge of #{number} undone', { number: other.number }),
  'ticket.split': ({ direction, other }) =>
    direction === 'to'
      ? t('a message was split off to #{number}', { number: other.number })
      : t('split off from #{number}', { number: other.number }),
  'ticket.linked': ({ other }) => t('linked to #{number}', { number: other.number }),
  'ticket.unlinked': ({ other }) => t('link taken off: #{number}', { number: other.number }),
  'ticket.answered': describeAnswer,
  'ticket.noted': () => t('added a note'),
  'ticket.followed': ({ isFollowing }) =>
    isFollowing ? t('follows this ticket') : t('does not follow this ticket any more'),
  'ticket.answer_taken_back': ({ of }) =>
    of === undefined
      ? t('took an answer back before it was sent')
      : t('took an answer of {name} back before it was sent', { name: of.name }),
  'ticket.mail_taken_back': ({ ticket: { number }, of }) =>
    of === undefined
      ? t('took the mail of #{number} back before it was sent; the ticket is gone', { number })
      : t('took the mail of #{number}, by {name}, back before it was sent; the ticket is gone', {
          number,
          name: of.name,
        }),
  'ticket.kept_internal': () => t('An answer to a notification stays internal: the customer did not get it.'),
  'ticket.customer_changed': ({ from, to }) => t('Customer {from} was merged into {to}.', { from, to }),
  'ticket.bounced': ({ address, problem }) =>
    t('could not be delivered to {address}: {problem}', { address, problem: describeProblem(problem) }),
  'ticket.delivery_delayed': ({ address, problem }) =>
    t('delivery to {address} is delayed, the server goes on trying: {problem}', {
      address,
      problem: describeProblem(problem),
    }),
  'ticket.auto_replied': ({ to }) => t('Automatic answer to {to}.', { to }),
  'ticket.auto_reply_withheld': (refusal) =>
    t('No automatic answer: {refusal}', { refusal: describeRefusal(refusal) }),
  'ticket.rule_applied': describeRule,
  'ticket.oversized': ({ reason }) => describeQuarantineReason(reason),
};

function describeOpening({ by }: Says<'ticket.opened'>): string {
  switch (by) {
    case 'mail':
    case 'archived_mail':
      return t('opened by a mail');
    case 'agent_mail':
      return t('opened this ticket by a mail');
    case 'agent_note':
      return t('opened this ticket without a mail');
    case 'split':
      return t('opened for a message that was split off');
    case 'oversized':
      return t('opened to ask for a smaller message');
  }
}

function describeState({ from, to, until, because }: Says<'ticket.state_changed'>): string {
  if (because === 'reopened_by_mail') return t('Reopened by an answer.');
  if (because === 'undelivered') return t('Opened again: a message of ours did not arrive.');
  if (because === 'sender_blocked') return t('Closed at once, because the sender is blocked.');
  const change = t('state {from} → {to}', { from: nameLevel(from), to: nameLevel(to) });
  if (because === 'wait_ended') return t('{change}: the date it waited for has come', { change });
  if (because === 'customer_wrote') return t('{change}: the customer wrote', { change });
  return until === undefined
    ? change
    : t('{change} until {writeTime}', { change, writeTime: writeTime(until) });
}

function describeAnswer({ how, from, to }: Says<'ticket.answered'>): string {
  const deed = { answer: t('answered'), forward: t('forwarded'), elsewhere: t('answered from Outlook') }[how];
  return from === undefined || to === undefined || from === to
    ? deed
    : t('{deed}, state {from} → {to}', { deed, from: nameLevel(from), to: nameLevel(to) });
}
