import { formatAddress } from '../../domain/address-list.ts';
import { applyFilters, type FilterOutcome } from '../../domain/filters/filter.ts';
import { type FilterActions, noActions } from '../../domain/filters/filter-rule.ts';
import { describeActions, describeApplied } from '../../domain/filters/filter-words.ts';
import { readHeaderActions, withoutActionHeaders } from '../../domain/filters/header-actions.ts';
import type { ParsedMessage } from '../../domain/message.ts';
import type { RuleBook } from './rule-book.ts';

/** What the header fields of a trusted channel and the filters make of one message. */
export interface RuleDecision extends Omit<FilterOutcome, 'applied'> {
  /** For the ticket's history, by what the message becomes there: they name only what takes effect. */
  readonly notes: Readonly<Record<'opening' | 'archived' | 'follow_up', readonly string[]>>;
}

/**
 * Header fields first, then the filters, so that an admin has the last word. On a follow-up, group, owner, state,
 * priority and customer stay what people have made of them; archived mail has the state that its channel says.
 * @param size of the whole message, in bytes
 */
export function decideByRules(message: ParsedMessage, size: number, book: RuleBook): RuleDecision {
  const isTrusted = book.channel?.trustsHeaders === true;
  const seen = isTrusted ? message : withoutActionHeaders(message);
  const header = isTrusted ? readTrustedHeaders(message, book) : undefined;
  const { applied, ...filtered } = applyFilters(book.filters, {
    ...seen,
    size,
    attachmentNames: message.attachments.map(({ name }) => name),
    channel: book.channel,
  });
  const asked = header?.actions ?? noActions;
  const notesFor = (keep: (actions: FilterActions) => FilterActions) => [
    ...(header?.refused ?? []),
    ...noteHeaders(keep(asked), book),
    ...applied
      .map((each) => ({ ...each, actions: keep(each.actions) }))
      .filter(({ actions }) => describeActions(actions, book.names).length > 0)
      .map((each) => describeApplied(each, book.names)),
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

function readTrustedHeaders(message: ParsedMessage, { names, agents }: RuleBook) {
  const { group, owner, customer, refused, ...rest } = readHeaderActions(message);
  const wanted = group?.toLowerCase();
  const groupId = [...names.groups].find(([, name]) => name.toLowerCase() === wanted)?.[0];
  const ownerId = owner === undefined ? undefined : agents.get(owner);
  const unknown = [
    group !== undefined &&
      groupId === undefined &&
      `A header field asks for the group “${group}”, which is none.`,
    owner !== undefined &&
      ownerId === undefined &&
      `A header field asks for the owner ${owner}, who is no agent.`,
  ];
  const actions: FilterActions = {
    ...{ ...rest, groupId, ownerId },
    customer: customer === undefined ? '' : formatAddress(customer),
  };
  return { actions, customer, refused: [...refused, ...unknown.filter((note) => note !== false)] };
}

function noteHeaders(actions: FilterActions, { names }: RuleBook): string[] {
  const done = describeActions(actions, names);
  return done.length === 0 ? [] : [`Header fields of the message applied: ${done.join(', ')}.`];
}

function onlyForMessage({ tags, isInternal, isIgnored, noAutoReply }: FilterActions): FilterActions {
  return { ...noActions, tags, isInternal, isIgnored, noAutoReply };
}

/** Nobody gets a ticket that he may not answer. */
function findOwner(
  id: number | undefined,
  groupId: number | undefined,
  { channel, owners, names }: RuleBook,
) {
  const group = groupId ?? channel?.groupId;
  if (id === undefined || group === undefined || owners.get(group)?.has(id)) return { id, refused: [] };
  const who = names.users.get(id) ?? 'The owner';
  return {
    id: undefined,
    refused: [`${who} may not answer tickets of this group and did not become the owner.`],
  };
}

/** A group or an agent may have gone since the filter was written. */
function knownId(id: number | undefined, names: ReadonlyMap<number, string>): number | undefined {
  return id !== undefined && names.has(id) ? id : undefined;
}
