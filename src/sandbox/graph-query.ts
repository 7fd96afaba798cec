import type { GraphCall, GraphPreferences } from './graph-context.ts';
import { badRequest } from './graph-errors.ts';

/** `Prefer` comes once or several times, its preferences apart by commas (RFC 7240). */
export function readPreferences(header: string | undefined): GraphPreferences {
  const text = header ?? '';
  const size = /odata\.maxpagesize\s*=\s*"?(\d{1,6})/i.exec(text)?.[1];
  return {
    isImmutable: /IdType\s*=\s*"?ImmutableId"?/i.test(text),
    pageSize: size === undefined ? undefined : Math.min(1000, Math.max(1, Number(size))),
  };
}

export function describeApplied({ isImmutable, pageSize }: GraphPreferences): Record<string, string> {
  const applied = [
    ...(isImmutable ? ['IdType="ImmutableId"'] : []),
    ...(pageSize === undefined ? [] : [`odata.maxpagesize=${pageSize}`]),
  ];
  return applied.length === 0 ? {} : { 'Preference-Applied': applied.join(', ') };
}

/** @returns undefined for everything that is usual @throws GraphError 400 for what the type does not have */
export function readSelect(
  query: URLSearchParams,
  known: ReadonlySet<string>,
  type: 'message' | 'mailFolder' | 'attachment',
): string[] | undefined {
  const text = query.get('$select');
  if (text === null || text.trim() === '') return undefined;
  const names = text.split(',').map((each) => each.trim());
  const wrong = names.find((name) => !known.has(name));
  if (wrong === undefined) return names;
  throw badRequest(
    `Parsing OData Select and Expand failed: Could not find a property named '${wrong}' on type 'microsoft.graph.${type}'.`,
  );
}

/** @throws GraphError 400 for what is no number or too large */
export function readCount(
  query: URLSearchParams,
  name: '$top' | '$skip',
  usual: number,
  most: number,
): number {
  const text = query.get(name);
  if (text === null) return usual;
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= (name === '$top' ? 1 : 0) && count <= most) return count;
  throw badRequest(`Invalid value '${text}' for ${name} query option found.`);
}

/** @returns the address of the page that begins at `skip`, with every other parameter as it was */
export function linkPage({ context, request }: GraphCall, skip: number): string {
  const query = new URLSearchParams(request.query);
  query.set('$skip', String(skip));
  return `${context.urls.graph}/v1.0/${request.segments.map(encodeSegment).join('/')}?${writeQuery(query)}`;
}

export function contextOf({ context, mailbox }: GraphCall, what: string): string {
  return `${context.urls.graph}/v1.0/$metadata#users('${encodeURIComponent(mailbox.address)}')/${what}`;
}

function writeQuery(query: URLSearchParams): string {
  return [...query]
    .map(
      ([name, value]) =>
        `${name.startsWith('$') ? name : encodeURIComponent(name)}=${encodeURIComponent(value)}`,
    )
    .join('&');
}

function encodeSegment(text: string): string {
  return encodeURIComponent(text).replaceAll('%40', '@').replaceAll('%3D', '=').replaceAll('%24', '$');
}

/** Every extended property that `$expand=singleValueExtendedProperties($filter=id eq '…' or id eq '…')` names. */
export function readExpandedProperties(query: URLSearchParams): string[] {
  const text = query.get('$expand');
  if (text === null) return [];
  const filter = /^singleValueExtendedProperties\(\$filter=(.*)\)$/i.exec(text.trim())?.[1];
  if (filter === undefined) return [];
  const ids = filter
    .split(/\s+or\s+/i)
    .map((each) => /^\(?\s*id\s+eq\s+'((?:[^']|'')*)'\s*\)?$/i.exec(each)?.[1]);
  if (ids.some((id) => id === undefined)) throw badRequest('The expand term of the query is not valid.');
  return ids.map((id) => (id ?? '').replaceAll("''", "'"));
}
