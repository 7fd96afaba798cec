import type { Fact, FactKind } from './facts/fact.ts';

/**
 * What the desk tells the pages after each commit. Events carry identifiers only:
 * a page that may show the thing reads it again. Most follow from facts (`describeEvents`); the others are about what
 * is not recorded as a fact: progress, a state that lasts, what a user has seen.
 */
export type DeskEvent =
  | { readonly kind: 'ticket'; readonly ticketId: number; readonly groupId: number }
  /** Messages of a ticket are shown otherwise, which concerns its own pages alone and no list. */
  | { readonly kind: 'shown'; readonly ticketId: number; readonly groupId: number }
  /** Mail of a ticket was queued, or its fate has changed. */
  | { readonly kind: 'outbox'; readonly groupId: number }
  | { readonly kind: 'channel'; readonly channelId: number }
  /** A group has another name or other settings: the pages of those who see it read themselves again. */
  | { readonly kind: 'group'; readonly groupId: number }
  | { readonly kind: 'channel_check'; readonly channelId: number; readonly checkId: string }
  | { readonly kind: 'settings' }
  /** A mailbox has stopped or begun to work: every page says so. */
  | { readonly kind: 'health' }
  /** Something went to quarantine, was tried again or left it. */
  | { readonly kind: 'quarantine' }
  /** What a user may see has changed: his pages read themselves again. */
  | { readonly kind: 'access'; readonly userId: number }
  /** A user has seen a ticket: his own lists show it as read. */
  | { readonly kind: 'seen'; readonly userId: number }
  /** A user was told of something, or has read it. */
  | { readonly kind: 'notification'; readonly userId: number };

/**
 * @param groupId of the ticket that the fact is about, as it is now; undefined where there is none, or none any more
 * @returns what the pages are told of it
 */
export function describeEvents(fact: Fact, groupId: number | undefined): DeskEvent[] {
  const events = [...describeTicketEvents(fact, groupId), ...describeOtherEvents(fact)];
  const { channelId } = fact;
  if (channelId === undefined || !fact.kind.startsWith('channel.')) return events;
  // Every page says what lies beside the folder that is fetched, until somebody says that it is the right one.
  const health: DeskEvent[] = fact.kind === 'channel.folder_accepted' ? [{ kind: 'health' }] : [];
  return [...events, { kind: 'channel', channelId }, ...health];
}

function describeTicketEvents(fact: Fact, groupId: number | undefined): DeskEvent[] {
  if (fact.kind === 'ticket.mail_taken_back') {
    const { groupId: former, data } = fact;
    const gone: DeskEvent = { kind: 'ticket', ticketId: data.ticket.id, groupId: former };
    return [gone, { kind: 'outbox', groupId: former }];
  }
  const { ticketId, kind } = fact;
  // That somebody has looked changes nothing that others see.
  if (ticketId === undefined || groupId === undefined || kind === 'mail.raw_opened') return [];
  const ticket: DeskEvent = { kind: 'ticket', ticketId, groupId };
  if (isAboutOutbox(fact)) return [ticket, { kind: 'outbox', groupId }];
  // It leaves the lists of the group where it was.
  const left = kind === 'ticket.group_changed' ? fact.data.from?.id : undefined;
  return left == null ? [ticket] : [ticket, { ...ticket, groupId: left }];
}

/** Whether mail was queued, or its fate has changed. */
function isAboutOutbox(fact: Fact): boolean {
  switch (fact.kind) {
    case 'ticket.answered':
      return fact.data.how !== 'elsewhere';
    case 'ticket.opened':
      return fact.data.by === 'agent_mail' || fact.data.by === 'oversized';
    case 'ticket.auto_replied':
    case 'ticket.answer_taken_back':
      return true;
    default:
      return fact.kind.startsWith('delivery.');
  }
}

type SubjectOf<Kind> = Kind extends `${infer Subject}.${string}` ? Subject : never;

function describeOtherEvents({ kind, userId, groupId }: Fact): DeskEvent[] {
  if (kind === 'words') return [];
  const about = kind.slice(0, kind.indexOf('.')) as SubjectOf<FactKind>;
  switch (about) {
    case 'quarantine':
      return [{ kind: 'quarantine' }];
    case 'group':
      return groupId === undefined ? [] : [{ kind: 'group', groupId }, { kind: 'settings' }];
    case 'user':
      if (userId === undefined || unchanging.has(kind)) return [];
      return [{ kind: 'access', userId }, { kind: 'settings' }];
    case 'customer':
      return kind === 'customer.erased' ? [{ kind: 'settings' }] : [];
    case 'filter':
    case 'canned_answer':
    case 'saved_search':
    case 'webhook':
    case 'app_registration':
    case 'setting':
    case 'token':
      return [{ kind: 'settings' }];
    // Told by their tickets and channels, or of interest to the audit log alone.
    case 'ticket':
    case 'delivery':
    case 'channel':
    case 'mail':
    case 'sign_in':
    case 'audit':
    case 'data_file':
      return [];
  }
}

/** These leave a user's rights as they are. */
const unchanging: ReadonlySet<Fact['kind']> = new Set([
  'user.invited',
  'user.letter_sent',
  'user.letter_failed',
  'user.codes_renewed',
  'user.proved',
  'user.signed_in',
  'user.signed_out',
]);
