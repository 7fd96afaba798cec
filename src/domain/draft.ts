import { cleanFilename } from './filename.ts';
import { isSignatureAlone, type Signature } from './signature.ts';
import type { TicketState } from './ticket.ts';

export const draftKinds = ['reply', 'note', 'new'] as const;
type DraftKind = (typeof draftKinds)[number];

export function isDraftKind(value: string): value is DraftKind {
  return (draftKinds as readonly string[]).includes(value);
}

/** The fields of a form by name, as they were typed. */
export type DraftFields = Readonly<Record<string, string>>;

/** Of whom and where a draft is; there is one at most. */
export interface DraftPlace {
  readonly userId: number;
  /** Null for the mail that opens a new ticket. */
  readonly ticketId: number | null;
  readonly kind: DraftKind;
}

/**
 * Two drafts that are to stand in one place: the text of both stays.
 * @param fields whose recipients and choices stay @param begun what was begun there, below
 */
export function putAbove(fields: DraftFields, begun: DraftFields | undefined): DraftFields {
  const text = begun?.text?.trim() ?? '';
  if (text === '') return fields;
  return {
    ...fields,
    // No window has seen them together.
    version: `both-${fields.version ?? ''}`,
    text: `${fields.text ?? ''}\n\n${begun?.text ?? ''}`,
    html: `${fields.html ?? ''}${begun?.html ?? ''}`,
  };
}

/**
 * Whether a draft was written on by another window than that of a form, since that form was made. `version` of either is the window
 * and how often it has written, `basis` of the form is the version that it began with.
 */
export function isWrittenElsewhere(kept: DraftFields, form: DraftFields): boolean {
  const { version = '' } = kept;
  if (version === '' || (form.version ?? '') === '' || version === form.basis) return false;
  const isOwn = windowOf(version) === windowOf(form.version);
  return !isOwn && (kept.text ?? '').trim() !== (form.text ?? '').trim();
}

function windowOf(version = ''): string {
  return version.split('.')[0] ?? '';
}

/** Whether a draft holds words, a subject or a picture. @param signature what its form begins with, which is none of them */
export function holdsWriting(
  { text = '', html = '', subject = '' }: DraftFields,
  signature: Signature,
): boolean {
  const hasPicture = html.includes('<img') && !signature.html.includes('<img');
  return !isSignatureAlone(text, signature) || subject.trim() !== '' || hasPicture;
}

/** What is needed to take a message back: the form, and the ticket as it was. */
export interface OutboxDraft {
  readonly kind: Exclude<DraftKind, 'note'>;
  readonly fields: DraftFields;
  /** Undefined for a message that opened its ticket. */
  readonly ticket: (TicketBefore & { readonly made?: TicketMade }) | undefined;
}

interface TicketBefore {
  readonly state: TicketState;
  readonly ownerId: number | null;
  /** In milliseconds. */
  readonly lastArticleAt: number;
}

/** What a message has made of its ticket. */
interface TicketMade extends TicketBefore {
  readonly id: number;
}

/** @returns of a ticket, what it was before a message that is taken back: only what nobody has changed since */
export function planTicketBack(
  now: {
    readonly id: number;
    readonly state: TicketState;
    readonly ownerId: number | null;
    readonly lastArticleAt: Date;
  },
  before: NonNullable<OutboxDraft['ticket']>,
): { state?: TicketState; ownerId?: number | null; lastArticleAt?: Date } {
  const { made } = before;
  // Merged into another one meanwhile, it is that one's state that would be lost.
  if (made === undefined || made.id !== now.id) return {};
  const isLast = now.lastArticleAt.getTime() === made.lastArticleAt;
  return {
    ...(now.state === made.state ? { state: before.state } : {}),
    ...(now.ownerId === made.ownerId ? { ownerId: before.ownerId } : {}),
    ...(isLast ? { lastArticleAt: new Date(before.lastArticleAt) } : {}),
  };
}

/** So many files go with one message. */
export const mostFiles = 100;
/** A draft keeps what is not ticked, too; together it holds what so many messages can have. */
export const keptMessages = 4;

/** @returns of the files that a draft keeps, those that are not to go with the message (`d7`, `a7`) */
export function listUnticked({ unticked = '' }: DraftFields): string[] {
  return unticked.split(' ').filter((value) => value !== '');
}

/** A file as a browser sends it. */
export interface Upload {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

const keptFields =
  'key version seen answers mode from to cc bcc sendAt subject text html quote state group signed unticked'.split(
    ' ',
  );
const longestField = 1_000_000;

/** @returns the fields that a draft keeps, each cut to a sane length */
export function readDraftFields(fields: DraftFields): DraftFields {
  const kept = keptFields.filter((name) => fields[name] !== undefined);
  return Object.fromEntries(kept.map((name) => [name, (fields[name] ?? '').slice(0, longestField)]));
}

/**
 * Makes what a browser says of a file fit for a mail: a bare name, a plain media type. Messages go as files, because
 * their lines may not be encoded otherwise (RFC 2046 section 5.2.1) and would reach the wire as they are.
 */
export function describeUpload({ name, type }: Pick<Upload, 'name' | 'type'>): {
  name: string;
  type: string;
} {
  const bare = type.split(';')[0]?.trim().toLowerCase() ?? '';
  const isPlain = /^[a-z0-9][a-z0-9.+-]{0,60}\/[a-z0-9][a-z0-9.+-]{0,80}$/.test(bare);
  const safe = isPlain && !/^(?:message|multipart)\//.test(bare) ? bare : 'application/octet-stream';
  return { name: cleanFilename(name, isPlain ? bare : safe), type: safe };
}
