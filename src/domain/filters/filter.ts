import type { Address } from '../message.ts';
import { fillAddress, fillTemplate } from '../template.ts';
import type { TicketState } from '../ticket.ts';
import type { FilterFacts } from './filter-facts.ts';
import { testCondition } from './filter-operators.ts';
import type { FilterActions, FilterCondition, FilterRule, TicketPriority } from './filter-rule.ts';

/** What filters decided about one message. */
export interface FilterOutcome {
  readonly groupId: number | undefined;
  readonly ownerId: number | undefined;
  readonly priority: TicketPriority | undefined;
  readonly state: TicketState | undefined;
  readonly tags: readonly string[];
  readonly customer: Address | undefined;
  readonly isInternal: boolean;
  readonly isIgnored: boolean;
  readonly noAutoReply: boolean;
  readonly applied: readonly AppliedFilter[];
}

/** For the ticket's history. */
export interface AppliedFilter {
  /** Null for one that is not stored. */
  readonly id: number | null;
  readonly name: string;
  /** The conditions that held. */
  readonly because: readonly FilterCondition[];
  /** The actions with their templates filled in; what came out empty is left out. */
  readonly actions: FilterActions;
}

interface FilterMatch {
  readonly because: readonly FilterCondition[];
  /** Named groups of all patterns that matched; the first one of a name counts. */
  readonly captures: Readonly<Record<string, string>>;
}

/** Asks the filters in their order; what a later one sets replaces what an earlier one did, tags add up. */
export function applyFilters(filters: readonly FilterRule[], facts: FilterFacts): FilterOutcome {
  const applied: AppliedFilter[] = [];
  for (const filter of filters) {
    const match = matchFilter(filter, facts);
    if (match === undefined) continue;
    const actions = fillActions(filter.actions, match.captures);
    applied.push({ id: filter.id ?? null, name: filter.name, because: match.because, actions });
    if (filter.stopsAfter || actions.isIgnored) break;
  }
  return combine(applied);
}

/** @returns why the filter applies to the message; undefined when it does not. */
export function matchFilter(
  filter: Pick<FilterRule, 'match' | 'conditions'>,
  facts: FilterFacts,
): FilterMatch | undefined {
  const because: FilterCondition[] = [];
  const captures: Record<string, string> = Object.create(null);
  for (const condition of filter.conditions) {
    const test = testCondition(condition, facts);
    if (!test.holds && filter.match === 'all') return undefined;
    if (!test.holds) continue;
    because.push(condition);
    for (const [name, value] of Object.entries(test.captures)) captures[name] ??= value;
  }
  return because.length === 0 ? undefined : { because, captures };
}

function fillActions(actions: FilterActions, captures: FilterMatch['captures']): FilterActions {
  const tags = actions.tags.map((tag) => cleanTag(fillTemplate(tag, captures) ?? ''));
  const customer = fillTemplate(actions.customer, captures) ?? '';
  return {
    ...actions,
    tags: [...new Set(tags)].filter((tag) => tag !== ''),
    // What was captured may be no address.
    customer: fillAddress(customer) === undefined ? '' : customer,
  };
}

/** What a ticket holds at most; mail gives it no more, and people are told. */
export const mostTags = 50;
export const longestTag = 50;

/** Tags are lower-case words of at most 50 characters, which what comes from mail is cut to; a comma separates them elsewhere. */
export function cleanTag(tag: string): string {
  return tidyTag(tag).slice(0, longestTag).trim();
}

/** Whether somebody has typed more than a tag holds: cut, it would be another one. */
export function isLongTag(tag: string): boolean {
  return tidyTag(tag).length > longestTag;
}

function tidyTag(tag: string): string {
  return tag
    .replace(/[\p{C}\s,]+/gu, ' ')
    .trim()
    .toLowerCase();
}

function combine(applied: readonly AppliedFilter[]): FilterOutcome {
  const last = <T>(pick: (actions: FilterActions) => T | undefined): T | undefined =>
    applied.map(({ actions }) => pick(actions)).findLast((value) => value !== undefined);
  const some = (pick: (actions: FilterActions) => boolean) => applied.some(({ actions }) => pick(actions));
  return {
    groupId: last((actions) => actions.groupId),
    ownerId: last((actions) => actions.ownerId),
    priority: last((actions) => actions.priority),
    state: last((actions) => actions.state),
    tags: [...new Set(applied.flatMap(({ actions }) => actions.tags))],
    customer: last((actions) => fillAddress(actions.customer)),
    isInternal: some((actions) => actions.isInternal),
    isIgnored: some((actions) => actions.isIgnored),
    noAutoReply: some((actions) => actions.noAutoReply),
    applied,
  };
}
