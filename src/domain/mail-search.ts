/** What is looked for in a whole mailbox. Whatever fits one of the three is found. */
export interface MailSearch {
  /** As they stand in the field, without the angle brackets. */
  readonly messageIds: readonly string[];
  /** An address of who sent it, or `@` and a domain for everybody of it. */
  readonly sender: string | undefined;
  readonly subject: string | undefined;
  /** By sender and subject only what came then or later is looked for. */
  readonly since: Date;
  /** The folders that are fetched; they are asked first. */
  readonly fetched: readonly string[];
  /** The search ends with what it has found so far. */
  readonly signal: AbortSignal;
}

/** A message that a server has found. What its header says is for the parser process to read. */
export interface FoundPlace {
  readonly folder: string;
  readonly numbering: string;
  /** Its place within the folder (domain/mail-reading). */
  readonly place: string;
  /** What the folder is used for, such as `\Junk`; undefined where the server does not tell. */
  readonly use: string | undefined;
  readonly receivedAt: Date | undefined;
  /** The server has compared the whole Message-ID; else only a part of it may be the same. */
  readonly isExact: boolean;
  readonly header: Buffer;
}

export interface SearchedFolders {
  /** How many folders were asked; undefined where the whole mailbox is asked at once. */
  readonly asked: number | undefined;
  /** How many were left out, for the time or because they cannot be opened. */
  readonly left: number;
}

/** More than these of one mailbox are not told: what is asked for is one message. */
export const mostFound = 20;

/** Control characters, quotes' escapes and other letters are no part of a search that every server takes (RFC 3501 section 9). */
export function isPlainAscii(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text);
}

/** @returns the longest run of whole words that every server can be asked for; '' where there is none */
export function choosePlainWords(text: string): string {
  const runs: string[][] = [[]];
  for (const word of text.split(/\s/).filter((each) => each !== '')) {
    if (isPlainAscii(word)) runs.at(-1)?.push(word);
    else runs.push([]);
  }
  const texts = runs.map((words) => words.join(' '));
  return texts.reduce((longest, each) => (each.length > longest.length ? each : longest), '');
}
