import { type AttributeSelector, parse, type Selector } from 'css-what';
import type { HtmlElement } from './html-tree.ts';

/** A selector that is ready to be compared with elements. */
export interface ReadySelector {
  readonly tokens: readonly Selector[];
  /** How it wins over others; larger is stronger. */
  readonly specificity: number;
  /** What an element must have to be worth comparing: `#id`, `.class`, a tag's name, or `*`. */
  readonly key: string;
}

/** How much comparing a message may cause, over all its rules and elements. */
export interface Budget {
  left: number;
}

const longestSelector = 500;

/** @returns the selectors of a list; those that cannot be read, or never hold in a mail, are left out */
export function readSelectors(list: string): ReadySelector[] {
  return list.split(',').flatMap((each) => {
    const text = each.trim();
    if (text === '' || text.length > longestSelector) return [];
    const tokens = parseOne(text);
    if (tokens === undefined || !tokens.every(isKnown)) return [];
    return [{ tokens, specificity: weigh(tokens), key: keyOf(tokens) }];
  });
}

/** Compares from the right to the left, as browsers do. */
export function matches(element: HtmlElement, { tokens }: ReadySelector, budget: Budget): boolean {
  return matchFrom(element, tokens, tokens.length - 1, budget);
}

function parseOne(text: string): Selector[] | undefined {
  try {
    const [tokens, ...more] = parse(text);
    return more.length === 0 ? tokens : undefined;
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}

const pseudoClasses = new Set(['link', 'any-link', 'first-child', 'last-child']);

function isKnown(token: Selector): boolean {
  if (token.type === 'pseudo') return pseudoClasses.has(token.name);
  return ['tag', 'universal', 'attribute', 'descendant', 'child', 'adjacent', 'sibling'].includes(token.type);
}

// https://www.w3.org/TR/selectors-4/#specificity-rules
function weigh(tokens: readonly Selector[]): number {
  return tokens.reduce((sum, token) => {
    if (token.type === 'tag') return sum + 1;
    if (token.type === 'attribute' && token.name === 'id' && token.action === 'equals') return sum + 10_000;
    return token.type === 'attribute' || token.type === 'pseudo' ? sum + 100 : sum;
  }, 0);
}

function keyOf(tokens: readonly Selector[]): string {
  let key = '*';
  for (let at = tokens.length - 1; at >= 0; at--) {
    const token = tokens[at];
    if (token === undefined || isCombinator(token)) break;
    if (token.type === 'attribute' && token.name === 'id' && token.action === 'equals')
      return `#${token.value}`;
    if (token.type === 'attribute' && token.name === 'class' && token.action === 'element')
      key = `.${token.value}`;
    if (token.type === 'tag' && key === '*') key = token.name.toLowerCase();
  }
  return key;
}

function isCombinator({ type }: Selector): boolean {
  return type === 'descendant' || type === 'child' || type === 'adjacent' || type === 'sibling';
}

function matchFrom(element: HtmlElement, tokens: readonly Selector[], last: number, budget: Budget): boolean {
  for (let at = last; at >= 0; at--) {
    const token = tokens[at];
    if (token === undefined || --budget.left < 0) return false;
    if (isCombinator(token)) return matchAround(element, tokens, at, budget);
    if (!matchOne(element, token)) return false;
  }
  return true;
}

function matchAround(element: HtmlElement, tokens: readonly Selector[], at: number, budget: Budget): boolean {
  const type = tokens[at]?.type;
  const next = type === 'descendant' || type === 'child' ? parentOf : elderOf;
  const isOnlyOne = type === 'child' || type === 'adjacent';
  for (let other = next(element); other !== undefined; other = next(other)) {
    if (matchFrom(other, tokens, at - 1, budget)) return true;
    if (isOnlyOne || budget.left < 0) return false;
  }
  return false;
}

function matchOne(element: HtmlElement, token: Selector): boolean {
  switch (token.type) {
    case 'universal':
      return true;
    case 'tag':
      return element.name === token.name.toLowerCase();
    case 'attribute':
      return matchAttribute(element.attributes[token.name.toLowerCase()], token);
    case 'pseudo':
      if (token.name === 'first-child') return elderOf(element) === undefined;
      if (token.name === 'last-child') return youngerOf(element) === undefined;
      return element.name === 'a' && element.attributes.href !== undefined;
    default:
      return false;
  }
}

function matchAttribute(
  given: string | undefined,
  { action, value: wanted, ignoreCase }: AttributeSelector,
): boolean {
  if (given === undefined) return action === 'not';
  const [value, expected] =
    ignoreCase === true ? [given.toLowerCase(), wanted.toLowerCase()] : [given, wanted];
  switch (action) {
    case 'exists':
      return true;
    case 'equals':
      return value === expected;
    case 'not':
      return value !== expected;
    case 'element':
      return value.split(/\s+/).includes(expected);
    case 'start':
      return expected !== '' && value.startsWith(expected);
    case 'end':
      return expected !== '' && value.endsWith(expected);
    case 'any':
      return expected !== '' && value.includes(expected);
    case 'hyphen':
      return value === expected || value.startsWith(`${expected}-`);
    default:
      return false;
  }
}

function parentOf(element: HtmlElement): HtmlElement | undefined {
  return element.parent;
}

function elderOf({ parent, place }: HtmlElement): HtmlElement | undefined {
  return parent?.elements[place - 1];
}

function youngerOf({ parent, place }: HtmlElement): HtmlElement | undefined {
  return parent?.elements[place + 1];
}
