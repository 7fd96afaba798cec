import { formatAddress } from '../address-list.ts';
import type { Address, ParsedMessage } from '../message.ts';
import type { SenderVerdict } from '../sender-check.ts';
import type { FilterCondition } from './filter-rule.ts';

/** What filters can ask about a message. */
export interface FilterFacts
  extends Pick<ParsedMessage, 'from' | 'to' | 'cc' | 'subject' | 'text' | 'headers'> {
  /** Of the whole message, in bytes. */
  readonly size: number;
  readonly attachmentNames: readonly string[];
  readonly verdict: SenderVerdict;
  /** Undefined for mail that no channel brought. */
  readonly channel: { readonly name: string; readonly address: string } | undefined;
}

/** Filters read no further into a text: what they look for stands at its top, and the time they take is bounded. */
export const longestFilterText = 100_000;

/** @returns the texts that a condition is held against; one that fits is enough. Empty when there is nothing, and for the size. */
export function listValues(
  { field, header }: Pick<FilterCondition, 'field' | 'header'>,
  facts: FilterFacts,
): string[] {
  switch (field) {
    case 'from':
      return facts.from === undefined ? [] : addressTexts(facts.from);
    case 'to':
      return facts.to.flatMap(addressTexts);
    case 'cc':
      return facts.cc.flatMap(addressTexts);
    case 'subject':
      return textOf(facts.subject);
    case 'body':
      return textOf(facts.text);
    case 'header':
      return facts.headers.filter(([name]) => name === header).map(([, value]) => value);
    case 'size':
      return [];
    case 'attachment':
      return [...facts.attachmentNames];
    case 'sender_check':
      return [facts.verdict];
    case 'channel':
      return facts.channel === undefined ? [] : [facts.channel.address, facts.channel.name];
  }
}

function addressTexts(who: Address): string[] {
  return who.name === '' ? [who.address] : [who.address, who.name, formatAddress(who)];
}

function textOf(text: string): string[] {
  const start = text.slice(0, longestFilterText).trim();
  return start === '' ? [] : [start];
}
