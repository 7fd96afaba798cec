import type { FilterActions, FilterCondition } from '../filters/filter-rule.ts';
import type { FilterNames } from '../filters/filter-words.ts';
import type { TicketPriority, TicketState } from '../ticket.ts';
import type { Named } from './shape.ts';

/** What a filter or a header field has set, with names as they were. */
export interface RuleEffects {
  readonly isIgnored?: true;
  /** A group or an owner with an empty name was gone by then. */
  readonly group?: Named;
  readonly owner?: Named;
  readonly priority?: TicketPriority;
  readonly state?: TicketState;
  readonly tags?: readonly string[];
  readonly customer?: string;
  readonly isInternal?: true;
  readonly noAutoReply?: true;
}

/** What the rules did with a message of a ticket, or why they did not. */
export type RuleFact =
  | {
      readonly code: 'filter';
      readonly filter: Named;
      readonly because: readonly FilterCondition[];
      readonly effects: RuleEffects;
    }
  /** Header fields of a channel that is trusted. */
  | { readonly code: 'header_fields'; readonly effects: RuleEffects }
  /** A header field that says something we do not take. */
  | { readonly code: 'header_not_understood'; readonly header: string; readonly value: string }
  | { readonly code: 'unknown_group'; readonly group: string }
  | { readonly code: 'unknown_owner'; readonly owner: string }
  /** The owner that was chosen may not answer tickets of the group. */
  | { readonly code: 'owner_may_not_answer'; readonly owner: Named };

/** @returns what is set, with the names of today */
export function listEffects(actions: FilterActions, names: FilterNames): RuleEffects {
  const { groupId, ownerId, priority, state, tags, customer } = actions;
  return {
    ...(actions.isIgnored ? { isIgnored: true } : {}),
    ...(groupId === undefined ? {} : { group: { id: groupId, name: names.groups.get(groupId) ?? '' } }),
    ...(ownerId === undefined ? {} : { owner: { id: ownerId, name: names.users.get(ownerId) ?? '' } }),
    ...(priority === undefined ? {} : { priority }),
    ...(state === undefined ? {} : { state }),
    ...(tags.length === 0 ? {} : { tags }),
    ...(customer === '' ? {} : { customer }),
    ...(actions.isInternal ? { isInternal: true } : {}),
    ...(actions.noAutoReply ? { noAutoReply: true } : {}),
  };
}
