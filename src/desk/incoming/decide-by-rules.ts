import { formatAddress } from '../../domain/address-list.ts';
import { listEffects, type RuleEffects, type RuleFact } from '../../domain/facts/rule-fact.ts';
import { type AppliedFilter, applyFilters, type FilterOutcome } from '../../domain/filters/filter.ts';
import type { FilterFacts } from '../../domain/filters/filter-facts.ts';
import { type FilterActions, noActions } from '../../domain/filters/filter-rule.ts';
import { readHeaderActions, withoutActionHeaders } from '../../domain/filters/header-actions.ts';
import type { ParsedMessage } from '../../domain/message.ts';
import type { RuleBook } from './rule-book.ts';

/** What the header fields of a trusted channel and the filters make of one message. */
export interface RuleDecision extends Omit<FilterOutcome, 'applied'> {
  /** For the ticket's history, by what the message becomes there: only what takes effect. */
  readonly notes: Readonly<Record<'opening' | 'archived' | 'follow_up', readonly RuleFact[]>>;
}

/**
 * Header fields first, then the filters, so that an admin has the last word. On a follow-up, group, owner, state,
 * priority and customer stay what people have made of them; archived mail has the state that its channel says.
 * @param known what the message itself does not say: its whole size in bytes, and whether its sender is who he says
 */
export function decideByRules(
  message: ParsedMessage,
  known: Pick<FilterFacts, 'size' | 'verdict'>,
  book: RuleBook,
): RuleDecision {
  const isTrusted = book.channel?.trustsHeaders === true;
  if (!isTrusted && book.filters.length === 0) return noDecision;
  const seen = isTrusted ? message : withoutActionHeaders(message);
  const header = isTrusted ? readTrustedHeaders(message, book) : undefined;
  const { applied, ...filtered } = applyFilters(book.filters, {
    ...seen,
    ...known,
    attachmentNames: message.attachments.map(({ name }) => name),
    channel: book.channel,
  });
  const asked = header?.actions ?? noActions;
  const notesFor = (keep: (actions: FilterActions) => FilterActions): RuleFact[] => [
    ...(header?.refused ?? []),
    ...noteHeaders(keep(asked), book),
    ...applied.flatMap((each) => noteFilter({ ...each, actions: keep(each.actions) }, book)),
  ];
  const groupId = knownId(filtered.groupId, book.names.groups) ?? asked.groupId;
  const owner = findOwner(knownId(filtered.ownerId, book.names.users) ?? asked.ownerId, groupId, book);
  return {
    groupId,
    ownerId: owner.id,
    priority: filtered.priority ?? asked.priority,
    state: filtered.state ?? asked.state,
    tags: [...new Set([...asked.tags, ...filtered.tags])],
    customer: filtered.customer ?? header?.customer,
    isInternal: filtered.isInternal || asked.isInternal,
    isIgnored: filtered.isIgnored || asked.isIgnored,
    noAutoReply: filtered.noAutoReply || asked.noAutoReply,
    notes: {
      opening: [...notesFor((actions) => actions), ...owner.refused],
      archived: [...notesFor((actions) => ({ ...actions, state: undefined })), ...owner.refused],
      follow_up: notesFor(onlyForMessage),
    },
  };
}

/** Of a house without any rules, for which each message would be looked through. */
const noDecision: RuleDecision = {
  groupId: undefined,
  ownerId: undefined,
  priority: undefined,
  state: undefined,
  tags: [],
  customer: undefined,
  isInternal: false,
  isIgnored: false,
  noAutoReply: false,
  notes: { opening: [], archived: [], follow_up: [] },
};

function readTrustedHeaders(message: ParsedMessage, { names, agents }: RuleBook) {
  const { group, owner, customer, refused, ...rest } = readHeaderActions(message);
  const wanted = group?.toLowerCase();
  const groupId = [...names.groups].find(([, name]) => name.toLowerCase() === wanted)?.[0];
  const ownerId = owner === undefined ? undefined : agents.get(owner);
  const unknown: RuleFact[] = [
    ...(group !== undefined && groupId === undefined ? [{ code: 'unknown_group', group } as const] : []),
    ...(owner !== undefined && ownerId === undefined ? [{ code: 'unknown_owner', owner } as const] : []),
  ];
  const actions: FilterActions = {
    ...rest,
    groupId,
    ownerId,
    customer: customer === undefined ? '' : formatAddress(customer),
  };
  const notUnderstood = refused.map((field): RuleFact => ({ code: 'header_not_understood', ...field }));
  return { actions, customer, refused: [...notUnderstood, ...unknown] };
}

function noteHeaders(actions: FilterActions, { names }: RuleBook): RuleFact[] {
  const effects = listEffects(actions, names);
  return isEmpty(effects) ? [] : [{ code: 'header_fields', effects }];
}

function noteFilter({ id, name, because, actions }: AppliedFilter, { names }: RuleBook): RuleFact[] {
  const effects = listEffects(actions, names);
  return isEmpty(effects) ? [] : [{ code: 'filter', filter: { id, name }, because, effects }];
}

function isEmpty(effects: RuleEffects): boolean {
  return Object.keys(effects).length === 0;
}

function onlyForMessage({ tags, isInternal, isIgnored, noAutoReply }: FilterActions): FilterActions {
  return { ...noActions, tags, isInternal, isIgnored, noAutoReply };
}

/** Nobody gets a ticket that he may not answer. */
function findOwner(
  id: number | undefined,
  groupId: number | undefined,
  { channel, owners, names }: RuleBook,
): { id: number | undefined; refused: RuleFact[] } {
  const group = groupId ?? channel?.groupId;
  if (id === undefined || group === undefined || owners.get(group)?.has(id)) return { id, refused: [] };
  const owner = { id, name: names.users.get(id) ?? '' };
  return { id: undefined, refused: [{ code: 'owner_may_not_answer', owner }] };
}

/** A group or an agent may have gone since the filter was written. */
function knownId(id: number | undefined, names: ReadonlyMap<number, string>): number | undefined {
  return id !== undefined && names.has(id) ? id : undefined;
}
