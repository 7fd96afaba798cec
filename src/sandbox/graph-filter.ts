import { badRequest, GraphError } from './graph-errors.ts';
import { findProperty } from './graph-properties.ts';
import { readHead } from './graph-text.ts';
import { findHeader } from './imap-mime.ts';
import type { StoredMessage } from './mailboxes.ts';

type Test = (message: StoredMessage) => boolean;

/** One comparison: what it looks at, and whether a message fits. */
interface Term {
  property: string;
  test: Test;
}

interface MessageQuery {
  test: Test;
  /** Newest first is Graph's usual order. */
  isAscending: boolean;
  /** Properties of the filter, in their order. */
  properties: string[];
}

const literal = "'((?:[^']|'')*)'";
const extended = new RegExp(
  `^singleValueExtendedProperties/any\\((\\w+):\\s*\\1/id eq ${literal} and \\1/value eq ${literal}\\)$`,
  'i',
);

/** @throws GraphError 400 for a filter or an order that Graph would not take */
export function readMessageQuery(query: URLSearchParams): MessageQuery {
  if (query.has('$search')) throw badRequest('The sandbox does not search.');
  const terms = readFilter(query.get('$filter'));
  const properties = terms.map(({ property }) => property);
  const order = query.get('$orderby')?.trim();
  const [, sorted, direction] = /^(\w+)(?: (asc|desc))?$/i.exec(order ?? '') ?? [];
  if (order !== undefined && sorted?.toLowerCase() !== 'receiveddatetime') {
    throw badRequest(`Could not sort by '${order}'.`);
  }
  // What is sorted by has to lead the filter (learn.microsoft.com, "Using filter and orderby in the same query").
  if (order !== undefined && properties.length > 0 && properties[0] !== 'receiveddatetime') {
    throw new GraphError(
      400,
      'InefficientFilter',
      'The restriction or sort order is too complex for this operation.',
    );
  }
  const isAscending = order !== undefined && direction?.toLowerCase() !== 'desc';
  return { properties, isAscending, test: (message) => terms.every(({ test }) => test(message)) };
}

/** @throws GraphError 400 */
function readFilter(text: string | null): Term[] {
  if (text === null || text.trim() === '') return [];
  return splitTerms(text).map(readTerm);
}

/** `and` between terms, not the one inside of parentheses or quotes. */
function splitTerms(text: string): string[] {
  const pieces = text.match(/'(?:[^']|'')*'|[()]|[^'()]+/g) ?? [];
  const terms = [''];
  let depth = 0;
  for (const piece of pieces) {
    depth += piece === '(' ? 1 : piece === ')' ? -1 : 0;
    const parts = depth === 0 && !piece.startsWith("'") ? piece.split(/\sand\s/i) : [piece];
    const [first = '', ...others] = parts;
    terms.push((terms.pop() ?? '') + first, ...others);
  }
  return terms.map((each) => each.trim());
}

function readTerm(text: string): Term {
  const [, property, operator = '', value = ''] = /^(\w+) (eq|ne|ge|gt|le|lt) (.+)$/i.exec(text) ?? [];
  if (property === 'isRead' && /^(eq|ne) (true|false)$/i.test(`${operator} ${value}`)) {
    const isRead = (operator.toLowerCase() === 'eq') === (value.toLowerCase() === 'true');
    return { property: 'isread', test: ({ flags }) => flags.has('\\Seen') === isRead };
  }
  if (property === 'receivedDateTime' && operator.toLowerCase() !== 'ne') {
    return { property: 'receiveddatetime', test: compareTime(operator.toLowerCase(), value) };
  }
  const id = property === 'internetMessageId' ? new RegExp(`^${literal}$`).exec(value)?.[1] : undefined;
  if (id !== undefined && operator.toLowerCase() === 'eq') {
    const wanted = unquote(id);
    const test: Test = ({ raw }) => findHeader(readHead(raw), 'message-id') === wanted;
    return { property: 'internetmessageid', test };
  }
  const by = readWords(text);
  if (by !== undefined) return by;
  const [, , name, content] = extended.exec(text) ?? [];
  if (name !== undefined && content !== undefined) {
    const test: Test = (message) =>
      findProperty(message, unquote(name), () => readHead(message.raw))?.value === unquote(content);
    return { property: 'singlevalueextendedproperties', test };
  }
  throw badRequest(`Invalid filter clause: '${text}'.`);
}

const sentBy = new RegExp(`^from/emailAddress/address eq ${literal}$`, 'i');
const sentFrom = new RegExp(`^endswith\\(from/emailAddress/address, ?${literal}\\)$`, 'i');
const hasSubject = new RegExp(`^contains\\(subject, ?${literal}\\)$`, 'i');

/** By who sent it, or by words of the subject; Graph compares neither by case. */
function readWords(text: string): Term | undefined {
  const plain = (words: string) => words.toLowerCase();
  const [address, domain] = [sentBy.exec(text)?.[1], sentFrom.exec(text)?.[1]];
  if (address !== undefined || domain !== undefined) {
    const wanted = plain(unquote(address ?? domain ?? ''));
    const fits = (sender: string) => (address === undefined ? sender.endsWith(wanted) : sender === wanted);
    const test: Test = ({ raw }) => fits(plain(readAddress(findHeader(readHead(raw), 'from') ?? '')));
    return { property: 'from', test };
  }
  const words = hasSubject.exec(text)?.[1];
  if (words === undefined) return undefined;
  const wanted = plain(unquote(words));
  return {
    property: 'subject',
    test: ({ raw }) => plain(findHeader(readHead(raw), 'subject') ?? '').includes(wanted),
  };
}

function readAddress(field: string): string {
  return /<([^<>]*)>\s*$/.exec(field)?.[1] ?? field.trim();
}

function compareTime(operator: string, value: string): Test {
  const isTime = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(value);
  const wanted = Date.parse(value);
  if (!isTime || Number.isNaN(wanted)) throw badRequest(`Invalid date/time '${value}'.`);
  const compare: Record<string, (time: number) => boolean> = {
    eq: (time) => time === wanted,
    ge: (time) => time >= wanted,
    gt: (time) => time > wanted,
    le: (time) => time <= wanted,
    lt: (time) => time < wanted,
  };
  // Graph shows whole seconds, and compares by what it keeps.
  return ({ internalDate }) => compare[operator]?.(internalDate.getTime()) ?? false;
}

function unquote(text: string): string {
  return text.replaceAll("''", "'");
}
