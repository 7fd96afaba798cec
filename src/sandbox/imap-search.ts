import { parseDateTime } from './imap-format.ts';
import { findHeader, parseHeaders } from './imap-mime.ts';
import { parseSequenceSet, resolveSet } from './imap-sequence-set.ts';
import { atomOf, type Token, textOf } from './imap-tokens.ts';
import type { StoredMessage } from './mailboxes.ts';

type SearchTest = (message: StoredMessage, seq: number) => boolean;

/** @returns what tells whether a message matches all keys; undefined when they make no sense (RFC 9051 section 6.4.4). */
export function readSearch(keys: readonly Token[], view: readonly StoredMessage[]): SearchTest | undefined {
  const reader = { tokens: [...keys], view };
  const tests: SearchTest[] = [];
  while (reader.tokens.length > 0) {
    const test = readKey(reader);
    if (!test) return undefined;
    tests.push(test);
  }
  return tests.length === 0 ? undefined : (message, seq) => tests.every((test) => test(message, seq));
}

interface KeyReader {
  tokens: Token[];
  view: readonly StoredMessage[];
}

const flagKeys: Record<string, string> = {
  SEEN: '\\Seen',
  ANSWERED: '\\Answered',
  FLAGGED: '\\Flagged',
  DELETED: '\\Deleted',
  DRAFT: '\\Draft',
};

function readKey(reader: KeyReader): SearchTest | undefined {
  const token = reader.tokens.shift();
  if (token?.kind === 'list') return readSearch(token.items, reader.view);
  const key = atomOf(token);
  const flag = flagKeys[key.replace(/^UN/, '')];
  if (flag) return (message) => message.flags.has(flag) !== key.startsWith('UN');
  if (key === 'ALL' || key === 'OLD') return () => true;
  if (key === 'NEW' || key === 'RECENT') return () => false;
  if (key === 'NOT') {
    const test = readKey(reader);
    return test && ((message, seq) => !test(message, seq));
  }
  if (key === 'OR') {
    const one = readKey(reader);
    const other = readKey(reader);
    return one && other && ((message, seq) => one(message, seq) || other(message, seq));
  }
  if (key === 'UID') return readSet(reader, textOf(reader.tokens.shift()), true);
  return readSet(reader, key, false) ?? readValueKey(key, reader);
}

function readSet(reader: KeyReader, text: string | undefined, byUid: boolean): SearchTest | undefined {
  const ranges = parseSequenceSet(text ?? '');
  if (!ranges) return undefined;
  const found = new Set(resolveSet(reader.view, ranges, byUid).map(({ message }) => message));
  return (message) => found.has(message);
}

function readValueKey(key: string, reader: KeyReader): SearchTest | undefined {
  const value = textOf(reader.tokens.shift());
  if (value === undefined) return undefined;
  if (key === 'HEADER') return matchHeader(value, textOf(reader.tokens.shift()));
  if (['FROM', 'TO', 'CC', 'BCC', 'SUBJECT'].includes(key)) return matchHeader(key, value);
  if (key === 'LARGER' || key === 'SMALLER') return matchSize(key, value);
  if (key === 'TEXT' || key === 'BODY') return matchText(key, value);
  return matchDate(key, value);
}

function matchHeader(name: string, value: string | undefined): SearchTest | undefined {
  if (value === undefined) return undefined;
  const field = name.toLowerCase();
  const wanted = value.toLowerCase();
  return (message) => findHeader(headersOf(message), field)?.toLowerCase().includes(wanted) ?? false;
}

function matchSize(key: string, value: string): SearchTest | undefined {
  if (!/^\d+$/.test(value)) return undefined;
  const size = Number(value);
  return (message) => (key === 'LARGER' ? message.raw.length > size : message.raw.length < size);
}

function matchText(key: string, value: string): SearchTest {
  const wanted = value.toLowerCase();
  return (message) => {
    const start = key === 'BODY' ? Math.max(message.raw.indexOf('\r\n\r\n'), 0) : 0;
    return message.raw.toString('latin1', start).toLowerCase().includes(wanted);
  };
}

/** Days are compared without their times (RFC 9051 section 6.4.4); SENT… goes by the Date field. */
function matchDate(key: string, value: string): SearchTest | undefined {
  const match = /^(SENT)?(SINCE|BEFORE|ON)$/.exec(key);
  const day = parseDateTime(value)?.getTime();
  if (!match || day === undefined) return undefined;
  return (message) => {
    const time = match[1]
      ? Date.parse(findHeader(headersOf(message), 'date') ?? '')
      : message.internalDate.getTime();
    const actual = Math.floor(time / 86_400_000) * 86_400_000;
    if (match[2] === 'SINCE') return actual >= day;
    return match[2] === 'BEFORE' ? actual < day : actual === day;
  };
}

function headersOf(message: StoredMessage): ReturnType<typeof parseHeaders> {
  const end = message.raw.indexOf('\r\n\r\n');
  return parseHeaders(message.raw.toString('latin1', 0, end < 0 ? message.raw.length : end + 2));
}
