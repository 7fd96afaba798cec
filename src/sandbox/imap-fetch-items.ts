import { atomOf, type Token } from './imap-tokens.ts';

/** One data item of a FETCH. */
export type FetchItem =
  | { kind: 'UID' | 'FLAGS' | 'INTERNALDATE' | 'RFC822.SIZE' | 'ENVELOPE' | 'BODY' | 'BODYSTRUCTURE' }
  | FetchSection;

export interface FetchSection {
  kind: 'section';
  /** How the reply names it, e.g. `BODY[1.MIME]<0>`. */
  label: string;
  part: number[];
  text: '' | 'HEADER' | 'HEADER.FIELDS' | 'HEADER.FIELDS.NOT' | 'TEXT' | 'MIME';
  /** Lower-case header names of HEADER.FIELDS and .NOT. */
  fields: string[];
  partial: { offset: number; length: number } | undefined;
  marksSeen: boolean;
}

const macros: Record<string, string[]> = {
  FAST: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE'],
  ALL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE'],
  FULL: ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY'],
};

const plain = ['UID', 'FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY', 'BODYSTRUCTURE'] as const;

/** The older names of RFC 3501 and what they mean. */
const olderNames: Record<string, string> = {
  RFC822: 'BODY[]',
  'RFC822.HEADER': 'BODY.PEEK[HEADER]',
  'RFC822.TEXT': 'BODY[TEXT]',
};

/** @returns undefined when an item is none. */
export function parseFetchItems(token: Token | undefined): FetchItem[] | undefined {
  const names =
    token?.kind === 'list' ? token.items.map(atomText) : (macros[atomOf(token)] ?? [atomText(token)]);
  const items = names.map(parseItem);
  return items.length > 0 && items.every((item) => item !== undefined) ? items : undefined;
}

function atomText(token: Token | undefined): string {
  return token?.kind === 'atom' ? token.value : '';
}

function parseItem(text: string): FetchItem | undefined {
  const name = text.toUpperCase();
  const kind = plain.find((known) => known === name);
  if (kind) return { kind };
  const older = olderNames[name];
  const section = parseSection(older ?? text);
  return older && section ? { ...section, label: name } : section;
}

const sectionPattern =
  /^BODY(\.PEEK)?\[(?:(\d+(?:\.\d+)*)(?:\.|(?=\])))?(?:(HEADER|TEXT|MIME)|(HEADER\.FIELDS(?:\.NOT)?) \(([^)]*)\))?\](?:<(\d+)\.(\d+)>)?$/i;

function parseSection(text: string): FetchSection | undefined {
  const match = sectionPattern.exec(text);
  if (!match) return undefined;
  const [, peek, part, word, fieldsWord, fields, offset, length] = match;
  const label = text.slice(text.indexOf('['), text.lastIndexOf(']') + 1);
  return {
    kind: 'section',
    label: `BODY${label}${offset === undefined ? '' : `<${offset}>`}`,
    part: part?.split('.').map(Number) ?? [],
    text: (word ?? fieldsWord ?? '').toUpperCase() as FetchSection['text'],
    fields: (fields ?? '').toLowerCase().replaceAll('"', '').split(' ').filter(Boolean),
    partial: offset === undefined ? undefined : { offset: Number(offset), length: Number(length) },
    marksSeen: peek === undefined,
  };
}
