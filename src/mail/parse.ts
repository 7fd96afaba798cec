import { readCalendars } from '../domain/calendar.ts';
import { findClues } from '../domain/clues.ts';
import { parseMailDate } from '../domain/mail-date.ts';
import type { Address, ParsedMessage } from '../domain/message.ts';
import { cleanText } from '../domain/plain-text.ts';
import { listAttachedSenders } from './attached-senders.ts';
import { readAttachment } from './attachments.ts';
import { readAuthentication } from './authentication.ts';
import { readBody } from './body.ts';
import type { Body } from './body-content.ts';
import { isTellingCharset } from './charset.ts';
import { digestMessage } from './digest.ts';
import { findWordHint, type HeaderReader, readHeader } from './header-fields.ts';
import { saysToReadHtml } from './html-notice.ts';
import { readHtml } from './html-reading.ts';
import { checkSize, defaultLimits, type ParseLimits } from './limits.ts';
import type { MimePart } from './mime-part.ts';
import { readTree } from './mime-tree.ts';
import { namesOf } from './picture-names.ts';

/**
 * Reads one raw message. However malformed, it becomes a message: what cannot be read is left out or repaired.
 * @throws UnreadableMail beyond a limit, with the reason
 */
export async function parseMessage(
  raw: Uint8Array,
  limits: ParseLimits = defaultLimits,
): Promise<ParsedMessage> {
  checkSize(raw, limits);
  const tree = readTree(raw, limits);
  const hint = findHint(tree);
  const header = readHeader(tree.headerLines, hint);
  const body = readBody(tree, limits, hint);
  const { text: htmlText, shown } = readRich(body);
  const plain = cleanText(body.texts.join('\n\n'));
  const message = {
    ...readFacts(header),
    headers: header.fields,
    authentication: readAuthentication(header.fields),
    text: chooseText(plain, htmlText, body),
    hasHtml: htmlText !== undefined,
    attachments: body.files.map((part) => readAttachment(part, shown, hint)),
    protection: body.protection,
    signature: body.signature,
    calendar: readCalendars(body.calendars),
  };
  const clues = findClues(message, listAttachedSenders(body.files, limits, hint));
  return { ...message, clues, digest: digestMessage(message, htmlText) };
}

function chooseText(plain: string, htmlText: string | undefined, { hasLoneHtml }: Body): string {
  if (htmlText === undefined) return plain;
  return hasLoneHtml || plain === '' || saysToReadHtml(plain, htmlText) ? htmlText : plain;
}

function readFacts(header: HeaderReader) {
  const { listAddresses, listIds } = header;
  return {
    messageId: listIds('message-id')[0],
    inReplyTo: listIds('in-reply-to').slice(0, 20),
    references: capIds(listIds('references')),
    subject: (header.find('subject') ?? '').slice(0, 998),
    from: listAddresses('from')[0],
    sender: listAddresses('sender')[0] ?? findEnvelopeSender(header),
    replyTo: listAddresses('reply-to').slice(0, 50),
    to: listAddresses('to').slice(0, 1_000),
    cc: listAddresses('cc').slice(0, 1_000),
    date: readDate(header),
  };
}

/** Where the field names no zone in figures, the first server that had the message tells which one is meant. */
function readDate({ find, fields }: HeaderReader): Date | undefined {
  const value = find('date') ?? '';
  if (value === '' || /[+-]\d{4}/.test(value)) return parseMailDate(value);
  const received = fields.findLast(([name]) => name === 'received')?.[1] ?? '';
  const time = received.slice(received.lastIndexOf(';') + 1);
  return parseMailDate(value, /[+-]\d{4}/.test(time) ? parseMailDate(time) : undefined);
}

/** Where From names nobody that can be answered, whoever has handed the message in is the next to it. */
function findEnvelopeSender({ find, listAddresses }: HeaderReader): Address | undefined {
  if (listAddresses('from').length > 0) return undefined;
  const found = envelopeFields.flatMap(listAddresses).find(({ address }) => !ofPrograms.test(address));
  const [name = ''] = /^["'\s]{0,5}[^<"@]{0,300}/.exec(find('from') ?? '') ?? [];
  return found === undefined
    ? undefined
    : { ...found, name: name.replace(/^["'\s]+/, '').trim() || found.name };
}

const envelopeFields = ['return-path', 'x-sender', 'x-envelope-from', 'envelope-from'];
/** Of servers, and those that a list, a newsletter or a relay has made of somebody's. */
const ofPrograms =
  /^(?:mailer-daemon|postmaster|bounces?\b|owner-|[\da-f]{8,32}-[\da-f-]{12,64}@)|[._+-]bounces?[@._+-]|-(?:owner|request)@|^[^@]{0,64}=|@(?:bounces?|amazonses)\./;

// The first names the thread, the last are the nearest: the middle of an endless list says nothing.
function capIds(ids: readonly string[]): string[] {
  return ids.length <= 100 ? [...ids] : [...ids.slice(0, 1), ...ids.slice(-99)];
}

/** @returns the text of the HTML view, undefined where there is none, and what its pictures are called */
function readRich({ rich }: Body): { text: string | undefined; shown: Set<string> } {
  const shown = new Set<string>();
  if (!rich.some((piece) => piece.kind === 'html')) return { text: undefined, shown };
  const texts = rich.map((piece) => {
    if (piece.kind === 'plain') return cleanText(piece.text);
    const { text, sources } = readHtml(piece.text);
    for (const source of sources) for (const name of namesOf(source)) shown.add(name);
    return text;
  });
  return { text: cleanText(texts.filter((text) => text !== '').join('\n')), shown };
}

// One charset that the message does name explains the bytes that it does not.
export function findHint(root: MimePart): string | undefined {
  const parts = [root];
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (isTellingCharset(part.charset)) return part.charset;
    parts.push(...part.children);
  }
  return findWordHint(root.headerLines);
}
