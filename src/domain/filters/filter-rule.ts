import type { TicketState } from '../ticket.ts';

export const filterFields = [
  'from',
  'to',
  'cc',
  'subject',
  'body',
  'header',
  'size',
  'attachment',
  'channel',
  'sender_check',
] as const;
export type FilterField = (typeof filterFields)[number];

export const filterOperators = [
  'is',
  'contains',
  'starts_with',
  'ends_with',
  'matches',
  'exists',
  'larger_than',
] as const;
export type FilterOperator = (typeof filterOperators)[number];

export type TicketPriority = 'low' | 'normal' | 'high';
export const ticketPriorities: readonly TicketPriority[] = ['low', 'normal', 'high'];

export interface FilterCondition {
  readonly field: FilterField;
  /** The header's lower-case name where `field` is `header`, else ''. */
  readonly header: string;
  readonly operator: FilterOperator;
  readonly isNegated: boolean;
  /** Text, a pattern for `matches`, a size such as `5 MB` for `larger_than`, '' for `exists`. */
  readonly value: string;
}

/** What a filter sets; undefined leaves a thing as it is. */
export interface FilterActions {
  readonly groupId: number | undefined;
  readonly ownerId: number | undefined;
  readonly priority: TicketPriority | undefined;
  readonly state: TicketState | undefined;
  /** Templates, as is `customer`. */
  readonly tags: readonly string[];
  /** An address or `Name <address>`; '' leaves the customer. */
  readonly customer: string;
  readonly isInternal: boolean;
  readonly isIgnored: boolean;
  readonly noAutoReply: boolean;
}

export interface FilterRule {
  /** Undefined before it is stored. */
  readonly id?: number;
  readonly name: string;
  readonly match: 'all' | 'any';
  readonly conditions: readonly FilterCondition[];
  readonly actions: FilterActions;
  /** Later filters are not asked once this one applied. */
  readonly stopsAfter: boolean;
}

/** What a filter does before anything is chosen. */
export const noActions: FilterActions = {
  groupId: undefined,
  ownerId: undefined,
  priority: undefined,
  state: undefined,
  tags: [],
  customer: '',
  isInternal: false,
  isIgnored: false,
  noAutoReply: false,
};
