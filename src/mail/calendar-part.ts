import { decodeBytes } from './charset.ts';
import type { MimePart } from './mime-part.ts';

/** An iCalendar object out of a message, and the method that its type names (RFC 6047 section 2.4), '' for none. */
export interface CalendarPart {
  readonly text: string;
  readonly method: string;
}

/** @returns undefined for what is no calendar */
export function readCalendarPart(part: MimePart, hint: string | undefined): CalendarPart | undefined {
  if (!isCalendar(part)) return undefined;
  const text = decodeBytes(joinFolded(part.bytes), part.charset || 'utf-8', hint);
  const line = part.typeLine.slice(0, 1_000);
  return { text, method: /;\s{0,9}method\s{0,9}=\s{0,9}"?([a-z]{3,14})/i.exec(line)?.[1] ?? '' };
}

function isCalendar({ type, filename }: MimePart): boolean {
  if (/^(?:text\/(?:x-)?v?calendar|application\/(?:ics|(?:x-)?ical|calendar))$/.test(type)) return true;
  return /^(?:application\/octet-stream|text\/plain)$/.test(type) && /\.(?:ics|vcs)$/i.test(filename);
}

/** Programs fold the lines of a calendar within a character, too (RFC 5545 section 3.1). */
function joinFolded(bytes: Uint8Array): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (buffer.includes(0)) return buffer;
  return Buffer.from(buffer.toString('latin1').replace(/\r?\n[ \t]/g, ''), 'latin1');
}
