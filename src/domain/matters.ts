import { channelFactGroups } from './facts/channel-facts.ts';
import type { FactKind } from './facts/fact.ts';
import type { FactIds } from './facts/shape.ts';

// What somebody has before his eyes when he decides. What others have done with it since his page was made, he has to see
// first: he would undo it without knowing.

/** A part of the stream of facts. */
export interface Matter {
  readonly kinds: readonly FactKind[];
  /** The one id that these facts have. */
  readonly of?: { readonly [Field in keyof FactIds]?: number };
  /** Of all tickets of this customer. */
  readonly ticketsOfCustomer?: number;
  /** One field of what they say. */
  readonly says?: readonly [field: string, value: string | number];
}

const joins = ['ticket.merged', 'ticket.unmerged', 'ticket.split'] as const;
const writing = ['ticket.joined', 'ticket.answered', 'ticket.noted'] as const;

/** A page of settings, as its facts name it. */
export function settingsOf(setting: string): Matter {
  return { kinds: ['setting.changed'], says: ['setting', setting] };
}

export function filterOf(id: number): Matter {
  return { kinds: ['filter.changed', 'filter.deleted'], says: ['filterId', id] };
}

/** In which order filters are asked. */
export const orderOfFilters: Matter = { kinds: ['filter.ordered', 'filter.added', 'filter.deleted'] };

export function cannedAnswerOf(id: number): Matter {
  return { kinds: ['canned_answer.changed', 'canned_answer.deleted'], says: ['cannedAnswerId', id] };
}

export function savedSearchOf(id: number): Matter {
  const kinds = ['saved_search.added', 'saved_search.changed', 'saved_search.moved'] as const;
  return { kinds, says: ['savedSearchId', id] };
}

/** In which order a group's searches stand. */
export function orderOfSearches(groupId: number): Matter {
  const kinds = [
    'saved_search.added',
    'saved_search.changed',
    'saved_search.moved',
    'saved_search.removed',
  ] as const;
  return { kinds, of: { groupId } };
}

export function webhookOf(id: number): Matter {
  return {
    kinds: ['webhook.changed', 'webhook.removed', 'webhook.switched_on', 'webhook.switched_off'],
    says: ['webhookId', id],
  };
}

/** What Microsoft knows us by; its facts do not say which of several apps it was. */
export const appRegistrations: Matter = {
  kinds: [
    'app_registration.changed',
    'app_registration.credential_chosen',
    'app_registration.credential_removed',
  ],
};

export function groupOf(groupId: number): Matter {
  return { kinds: ['group.changed', 'user.access_changed'], of: { groupId } };
}

export function userOf(userId: number): Matter {
  return {
    kinds: [
      'user.changed',
      'user.access_changed',
      'user.linked',
      'user.unlinked',
      'user.password_changed',
      'user.password_removed',
      'user.factor_removed',
    ],
    of: { userId },
  };
}

export function customerOf(customerId: number): Matter {
  const kinds = ['customer.changed', 'customer.blocked', 'customer.unblocked', 'customer.merged'] as const;
  return { kinds, of: { customerId } };
}

/** Everything that he has written and was written. */
export function mailOfCustomer(customerId: number): Matter {
  const kinds = ['ticket.opened', 'ticket.customer_changed', ...writing, ...joins] as const;
  return { kinds, ticketsOfCustomer: customerId };
}

/** What people have chosen for a channel; what it does all day is no news. */
export function channelOf(channelId: number): Matter {
  return {
    kinds: [
      'channel.account_saved',
      'channel.migrated',
      'channel.rolled_back',
      'channel.deleted',
      'channel.signed_in',
      ...channelFactGroups.settings,
    ],
    of: { channelId },
  };
}

/** Before a whole ticket is put into another one, or taken out of it. */
export function ticketOf(ticketId: number): Matter {
  const kinds = ['ticket.group_changed', 'ticket.customer_changed', ...writing, ...joins] as const;
  return { kinds, of: { ticketId } };
}

/** Before one of its messages, or a link of it, gets another place. */
export function joinsOf(ticketId: number): Matter {
  const kinds = ['ticket.group_changed', 'ticket.linked', 'ticket.unlinked', ...joins] as const;
  return { kinds, of: { ticketId } };
}

/** What becomes of the messages that go out in a ticket. */
export function deliveriesOf(ticketId: number): Matter {
  const kinds = [
    'delivery.rescheduled',
    'delivery.asked_again',
    'delivery.confirmed',
    'delivery.dismissed',
  ] as const;
  return { kinds, of: { ticketId } };
}
