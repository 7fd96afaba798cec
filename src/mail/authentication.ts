import type { Authentication, AuthenticationReport, MethodResult } from '../domain/authentication.ts';
import { findHeader, type HeaderField } from '../domain/message.ts';
import { trimEndOf } from '../domain/plain-text.ts';

/** A few servers stand between a sender and us; who sends a hundred such fields wants something else. */
const mostFields = 6;
const longestField = 4_000;
const mostMethods = 30;

/** Reads what mail servers say of the sender (RFC 8601, RFC 8617). Whose word counts is decided elsewhere. */
export function readAuthentication(headers: readonly HeaderField[]): Authentication {
  const read = (name: string, isArc: boolean) =>
    headers
      .filter((field) => field[0] === name)
      .slice(0, mostFields)
      .map(([, value]) => readReport(value.slice(0, longestField), isArc));
  return {
    reports: [...read('authentication-results', false), ...read('arc-authentication-results', true)],
    isInternal: findHeader({ headers }, 'x-ms-exchange-organization-authas')?.toLowerCase() === 'internal',
  };
}

function readReport(value: string, isArc: boolean): AuthenticationReport {
  const segments = splitSegments(value).map((segment) => segment.toLowerCase());
  // RFC 8617 section 4.1.1: the instance comes before the authserv-id.
  if (isArc && /^i\s*=/.test(segments[0] ?? '')) segments.shift();
  const hasServer = segments[0] !== undefined && !segments[0].includes('=');
  // RFC 8601 section 2.2: a version may follow the authserv-id.
  const server = hasServer ? (segments.shift()?.split(' ')[0] ?? '') : '';
  const methods = segments.slice(0, mostMethods).flatMap((segment) => readMethod(segment) ?? []);
  return { server, isArc, methods };
}

function readMethod(segment: string): MethodResult | undefined {
  const pairs = segment.split(' ').map((token) => token.split('=', 2));
  const [written = '', result] = pairs[0] ?? [];
  if (result === undefined || !/^[a-z][a-z0-9-]*(?:\/\d+)?$/.test(written)) return undefined;
  const method = written.split('/')[0] ?? '';
  const properties = new Map(pairs.slice(1).map(([key = '', value = '']) => [key, value]));
  const names = method === 'dmarc' ? whoIsShown : whoIsMeant;
  const about = names.map((property) => properties.get(property)).find((each) => each !== undefined) ?? '';
  // Of `<anna@example.com>` and `example.com.`
  const domain = trimEndOf(about.slice(about.lastIndexOf('@') + 1), /[>.]/);
  return { method, result, domain };
}

/** A domain or an address, the more telling one first. */
const whoIsMeant = ['header.d', 'header.i', 'smtp.mailfrom', 'smtp.helo', 'header.from'];
/** RFC 7489 section 11.2: who signed and who sent stand beside it at some servers, and are others where somebody sends for a domain. */
const whoIsShown = ['header.from', 'header.d', 'header.i'];

/** @returns what stands between semicolons, without comments and quotes, blanks made one and none around `=`. Linear. */
function splitSegments(value: string): string[] {
  const segments = [''];
  let depth = 0;
  let isQuoted = false;
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? '';
    if (character === '\\') {
      at += 1;
      if (depth === 0) segments[segments.length - 1] += value[at] ?? '';
    } else if (isQuoted) {
      if (character === '"') isQuoted = false;
      else segments[segments.length - 1] += /\s/.test(character) ? '_' : character;
    } else if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (depth > 0) continue;
    else if (character === '"') isQuoted = true;
    else if (character === ';') segments.push('');
    else segments[segments.length - 1] += character;
  }
  return segments.map(tidySegment).filter((segment) => segment !== '');
}

function tidySegment(segment: string): string {
  return segment
    .split('=')
    .map((piece) =>
      piece
        .split(/\s+/)
        .filter((word) => word !== '')
        .join(' '),
    )
    .join('=')
    .trim();
}
