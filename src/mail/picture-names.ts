import { decodePercents } from '../domain/percent-encoding.ts';
import { cleanUrl } from './html.ts';
import type { MimePart } from './mime-part.ts';

/** @returns what a part of a message may be called where its HTML shows it, the surest name first */
export function listNames(part: Pick<MimePart, 'contentId' | 'filename' | 'headerLines'>): string[] {
  const line = part.headerLines.find(({ key }) => key === 'content-location')?.line ?? '';
  // RFC 2557 section 4.2; some fax machines and form senders name the file alone.
  const location = cleanUrl(line.slice(line.indexOf(':') + 1));
  const { contentId, filename } = part;
  const names = [contentId, location, filename, contentId.toLowerCase()];
  return [...new Set(names)].filter((name) => name !== '' && name.length <= 998);
}

/**
 * @param source where a picture comes from, cleaned
 * @returns what the part may be called that is meant, as it stands and decoded; [] for what comes from elsewhere for sure
 */
export function namesOf(source: string): string[] {
  if (source === '' || source.length > 1_000 || /^data:/i.test(source)) return [];
  const isId = /^cid:/i.test(source);
  const name = isId ? source.slice('cid:'.length) : source;
  // RFC 2392: the ID in a cid: URL is percent-encoded; many programs forget that, and some write it as a header does.
  const decoded = decodePercents(name) ?? name;
  const bare = decoded.trim().replace(/^<|>$/g, '');
  return [...new Set(isId ? [name, decoded, bare, bare.toLowerCase()] : [name, decoded])];
}
