import type { Protection, Signature } from '../domain/message.ts';
import type { CalendarPart } from './calendar-part.ts';
import { stripTags } from './html-depth.ts';
import type { MimePart } from './mime-part.ts';
import type { TnefMessage } from './tnef.ts';

/** What of the MIME tree is read as the message itself, and what stays a file. */
export interface Body {
  /** The bodies in order; of an alternative only the plain one is here, as its HTML one is in `rich`. */
  readonly texts: string[];
  /** What the HTML view shows, in order; none of kind `html` means that there is no such view. */
  readonly rich: { kind: 'html' | 'plain'; text: string }[];
  /** Some HTML has no plain text beside it, so the text must be made from the HTML view. */
  hasLoneHtml: boolean;
  readonly files: MimePart[];
  /** The appointments of text/calendar parts, which stay files too. */
  readonly calendars: CalendarPart[];
  /** Bodies out of winmail.dat, read only where the message has no other. */
  readonly spare: TnefMessage[];
  protection: Protection;
  signature: Signature | undefined;
}

export function emptyBody(): Body {
  return {
    texts: [],
    rich: [],
    hasLoneHtml: false,
    files: [],
    calendars: [],
    spare: [],
    protection: 'none',
    signature: undefined,
  };
}

export function addText(text: string, body: Body): void {
  body.texts.push(text);
  body.rich.push({ kind: 'plain', text });
}

/**
 * Takes over what the versions of an alternative say. The last one that a reader can show wins (RFC 2046 section 5.1.4); we take
 * the first plain and the last HTML one. @param children the parts that they were read from
 */
export function mergeVersions(body: Body, children: readonly MimePart[], versions: readonly Body[]): void {
  const plain = versions.find((version) => version.texts.some((text) => text.trim() !== ''));
  const rich = versions.findLast((version) => version.rich.some((piece) => !isHollow(piece)));
  body.texts.push(...(plain?.texts ?? []));
  body.rich.push(...(rich?.rich ?? plain?.rich ?? []));
  if (rich === undefined) addFurtherText(body, children, versions);
  // One version of several parts may say in HTML what none of its texts does.
  body.hasLoneHtml ||= rich !== undefined && (plain === undefined || (plain === rich && rich.hasLoneHtml));
  for (const version of versions) {
    body.files.push(...version.files);
    body.calendars.push(...version.calendars);
    body.spare.push(...version.spare);
    if (version.protection !== 'none') body.protection = version.protection;
    body.signature ??= version.signature;
  }
}

/** Two plain texts are no versions of one another where they say different things: some programs put their notes there. */
function addFurtherText(body: Body, children: readonly MimePart[], versions: readonly Body[]): void {
  for (const [index, { type }] of children.entries()) {
    const isFurther = type === 'text/plain' || type === 'message/external-body';
    const words = isFurther ? (versions[index]?.texts.join('\n') ?? '') : '';
    if (words.trim() === '' || body.texts.some((text) => text.includes(words.trim()))) continue;
    addText(words, body);
  }
}

/** HTML without a word or a picture: the plain version beside it says what there is. */
function isHollow({ kind, text }: Body['rich'][number]): boolean {
  if (kind === 'plain') return true;
  return text.length < 20_000 && !/<(?:img|image|input)\b/i.test(text) && stripTags(text).trim() === '';
}
