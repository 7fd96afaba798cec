import { ticketStates } from './ticket.ts';
import { wordTable } from './word-table.ts';

/** The parts of a message or ticket that a word can be asked of; `any` is all of them. */
export type SearchField = 'any' | 'subject' | 'from' | 'to' | 'customer';

export interface SearchWords {
  readonly field: SearchField;
  readonly text: string;
  /** Written in quotes: the words stand in this order, and whole. */
  readonly isPhrase: boolean;
  readonly isNegated: boolean;
}

/** One value of a ticket; several of one field mean: any of them, and none of the negated ones. */
export interface SearchFact {
  readonly field: 'group' | 'state' | 'owner' | 'number' | 'tag';
  readonly value: string;
  readonly isNegated: boolean;
}

/** What people type into the search box, taken apart. Words and facts about messages have to meet in one message. */
export interface SearchQuery {
  readonly words: readonly SearchWords[];
  readonly facts: readonly SearchFact[];
  readonly hasAttachment?: boolean;
  /** Milliseconds since 1970: sent before this instant. */
  readonly before?: number;
  /** Sent at this instant or later. */
  readonly after?: number;
}

type SearchInput =
  | { readonly kind: 'query'; readonly query: SearchQuery }
  | { readonly kind: 'unclear'; readonly message: string };

const mostLetters = 300;
const mostTerms = 20;
/** What may stand before a colon. */
export const searchOperators = [
  'from',
  'to',
  'subject',
  'customer',
  'group',
  'state',
  'owner',
  'number',
  'tag',
  'has',
  'before',
  'after',
] as const;
const termPattern = new RegExp(
  `(?<not>-)?(?:(?<operator>${searchOperators.join('|')}):\\s*)?(?:"(?<phrase>[^"]*)(?:"|$)|(?<word>[^\\s"]+))?`,
  'giu',
);
const examples = wordTable({
  before: 'before:2026-03-31',
  after: 'after:2026-03-01',
  has: 'has:attachment',
  state: 'state:open',
  owner: 'owner:me',
  number: 'number:10023',
  tag: 'tag:invoice',
  group: 'group:support',
  subject: 'subject:invoice',
});

/** Reads whatever was typed. Never throws: what is not understood comes back as one sentence. */
export function readSearch(input: string): SearchInput {
  if (input.length > mostLetters) {
    return unclear(`A search has at most ${mostLetters} letters; this one has ${input.length}.`);
  }
  const draft: Draft = { words: [], facts: [] };
  // The index would end a query at the first NUL.
  const terms = [...input.replaceAll('\0', ' ').matchAll(termPattern)].filter(([text]) => text !== '');
  if (terms.length > mostTerms) {
    return unclear(`A search has at most ${mostTerms} words; this one has ${terms.length}.`);
  }
  for (const { groups = {} } of terms) {
    const problem = addTerm(draft, groups);
    if (problem !== undefined) return unclear(problem);
  }
  const { words, facts, ...limits } = draft;
  if (words.length + facts.length + Object.keys(limits).length === 0) {
    return unclear('There is no word to search for; type a name, a number or words of a message.');
  }
  return { kind: 'query', query: draft };
}

/** @returns what stands before a colon as an operator does and is none, such as `is` of `is:open`: it is searched as a word */
export function listUnknownOperators(input: string): string[] {
  const outsideQuotes = input.slice(0, mostLetters).replaceAll(/"[^"]*(?:"|$)/g, '""');
  const names = [...outsideQuotes.matchAll(/(?<=^|\s)-?(\p{L}{2,20}):(?=[\p{L}"])/gu)].map(
    ([, name = '']) => name,
  );
  const known: readonly string[] = searchOperators;
  return [...new Set(names)].filter((name) => !known.includes(name.toLowerCase()));
}

type Draft = { -readonly [Key in keyof SearchQuery]: SearchQuery[Key] } & {
  words: SearchWords[];
  facts: SearchFact[];
};

/** @returns what is wrong with the term */
function addTerm(draft: Draft, term: Readonly<Record<string, string | undefined>>): string | undefined {
  const operator = term.operator?.toLowerCase();
  const value = (term.phrase ?? term.word ?? '').trim();
  const isNegated = term.not !== undefined;
  const isPhrase = term.phrase !== undefined;
  if (operator === undefined) {
    const number = /^#(\d{1,15})$/.exec(value)?.[1];
    if (number !== undefined && !isPhrase) draft.facts.push({ field: 'number', value: number, isNegated });
    // Punctuation alone is in no index.
    else if (/[\p{L}\p{N}]/u.test(value))
      draft.words.push({ field: 'any', text: value, isPhrase, isNegated });
    return undefined;
  }
  if (value === '')
    return `${operator}: needs something after it, such as ${examples[operator] ?? `${operator}:anna`}.`;
  switch (operator) {
    case 'from':
    case 'to':
    case 'subject':
    case 'customer':
      if (!/[\p{L}\p{N}]/u.test(value))
        return `${operator}: needs a word; “${value}” has no letter or digit.`;
      draft.words.push({ field: operator, text: value, isPhrase, isNegated });
      return undefined;
    case 'has':
      if (!/^(an? )?(attachments?|files?)$/i.test(value))
        return `has: knows only attachment: has:attachment.`;
      draft.hasAttachment = !isNegated;
      return undefined;
    case 'before':
    case 'after':
      return addDay(draft, operator, value, isNegated);
    default:
      return addFact(draft, operator as SearchFact['field'], value, isNegated);
  }
}

function addDay(draft: Draft, operator: 'before' | 'after', value: string, isNegated: boolean) {
  const at = readDay(value);
  if (at === undefined)
    return `“${value}” is no date; write ${operator}:2026-03-31, or only the year and month.`;
  draft[isNegated === (operator === 'after') ? 'before' : 'after'] = at;
  return undefined;
}

function addFact(draft: Draft, field: SearchFact['field'], text: string, isNegated: boolean) {
  const value = field === 'number' ? text.replace(/^#/, '') : text.toLowerCase();
  if (field === 'state' && !(ticketStates as readonly string[]).includes(value)) {
    return `“${text}” is no state; write state:new, state:open, state:waiting or state:closed.`;
  }
  if (field === 'number' && !/^\d{1,15}$/.test(value))
    return `“${text}” is no ticket number; write number:10023.`;
  draft.facts.push({ field, value, isNegated });
  return undefined;
}

/** @returns the first instant (UTC) of a day, month or year; undefined for one that is not in the calendar */
function readDay(value: string): number | undefined {
  const match = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(value);
  if (match === null) return undefined;
  const year = Number(match[1]);
  const month = Number(match[2] ?? 1) - 1;
  const day = Number(match[3] ?? 1);
  const date = new Date(Date.UTC(year, month, day));
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month && date.getUTCDate() === day;
  return isReal ? date.getTime() : undefined;
}

function unclear(message: string): SearchInput {
  return { kind: 'unclear', message };
}
