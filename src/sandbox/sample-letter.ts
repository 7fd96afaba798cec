import { composeMessage, encodeHeader, encodeText, formatMailDate, type SamplePart } from './sample-mime.ts';

/** Who writes, e.g. ['Greta Lind', 'greta@lindholm.example']. */
export type Correspondent = readonly [name: string, address: string];

/** A mail as its author thinks of it. */
export interface Letter {
  /** Names it among the letters; part of its Message-ID. */
  id: string;
  from: Correspondent;
  subject: string;
  /** How long before now it came, in hours. */
  hoursAgo: number;
  text?: string;
  html?: string;
  /** utf-8 unless given; any charset with one byte to a character. */
  charset?: string;
  /** The letter it answers. */
  answers?: string;
  /** The support box unless given. */
  to?: Correspondent;
  cc?: Correspondent;
  isSeen?: boolean;
  /** INBOX unless given. */
  folder?: string;
  headers?: readonly (readonly [name: string, value: string])[];
  images?: readonly LetterFile[];
  attachments?: readonly LetterFile[];
  /** Takes the place of text, html, images and attachments. */
  part?: (now: Date) => SamplePart;
}

interface LetterFile {
  name: string;
  type: string;
  content: Buffer;
  /** For an image that the HTML shows: `cid:` and this. */
  cid?: string;
}

/** @returns the raw message. `messageIds` are those of the thread so far, oldest first. */
export function writeLetter(
  letter: Letter,
  box: Correspondent,
  now: Date,
  messageIds: readonly string[],
): Buffer {
  const charset = letter.charset ?? 'utf-8';
  const person = ([name, address]: Correspondent) =>
    name === '' ? address : `${formatName(name, charset)} <${address}>`;
  const fields: (readonly [string, string])[] = [
    ['From', person(letter.from)],
    ['To', person(letter.to ?? box)],
    ...(letter.cc ? [['Cc', person(letter.cc)] as const] : []),
    ['Subject', encodeHeader(letter.subject, charset)],
    ['Date', formatMailDate(dateOf(letter, now))],
    ['Message-ID', messageIdOf(letter, now)],
    ...(messageIds.length > 0
      ? ([
          ['In-Reply-To', messageIds.at(-1) ?? ''],
          ['References', messageIds.join(' ')],
        ] as const)
      : []),
    ...(letter.headers ?? []),
  ];
  return composeMessage(fields, letter.part?.(now) ?? bodyOf(letter, charset), `=_${letter.id}`);
}

export function dateOf(letter: Letter, now: Date): Date {
  return new Date(Math.floor((now.getTime() - letter.hoursAgo * 3_600_000) / 1000) * 1000);
}

export function messageIdOf(letter: Letter, now: Date): string {
  const time = dateOf(letter, now).getTime().toString(36);
  return `<${letter.id}.${time}@${letter.from[1].split('@')[1] ?? 'localhost'}>`;
}

/** Text that a mail program would make of it, one paragraph to a line. */
export function textPart(text: string, charset = 'utf-8', subtype = 'plain'): SamplePart {
  return {
    type: `text/${subtype}; charset=${charset}`,
    content: encodeText(`${text.trim().replace(/\r?\n/g, '\r\n')}\r\n`, charset),
    encoding: 'quoted-printable',
  };
}

function bodyOf(letter: Letter, charset: string): SamplePart {
  const texts = [
    ...(letter.text === undefined ? [] : [textPart(letter.text, charset)]),
    ...(letter.html === undefined ? [] : [withImages(letter, textPart(letter.html, charset, 'html'))]),
  ];
  const first = texts[0] ?? textPart('', charset);
  const body = texts.length > 1 ? { type: 'multipart/alternative', content: texts } : first;
  if (!letter.attachments) return body;
  return { type: 'multipart/mixed', content: [body, ...letter.attachments.map(filePart)] };
}

function withImages(letter: Letter, html: SamplePart): SamplePart {
  if (!letter.images) return html;
  return { type: 'multipart/related', content: [html, ...letter.images.map(filePart)] };
}

function filePart(file: LetterFile): SamplePart {
  const name = encodeHeader(file.name);
  return {
    type: `${file.type}; name="${name}"`,
    headers: [
      ['Content-Disposition', `${file.cid ? 'inline' : 'attachment'}; filename="${name}"`],
      ...(file.cid ? [['Content-ID', `<${file.cid}>`] as const] : []),
    ],
    content: file.content,
  };
}

function formatName(name: string, charset: string): string {
  if (/[^\x20-\x7e]/.test(name)) return encodeHeader(name, charset);
  return /[^\w ]/.test(name) ? `"${name}"` : name;
}
