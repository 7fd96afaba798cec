import type { Signature } from '../domain/message.ts';
import type { MimePart } from './mime-part.ts';
import { documentName } from './part-kind.ts';
import { readCms } from './smime.ts';
import { readTnef, type TnefMessage } from './tnef.ts';

// Parts that hold other parts in a form of their own: what is in them, and how much of that may be opened.

/** What may be opened of a message: a few kilobytes can hold a thousand containers, and each of them megabytes. */
export interface OpeningBudget {
  /** How many containers have been opened on the way to this part. */
  readonly depth: number;
  /** Of the whole message; it is counted down. */
  readonly left: { containers: number; bytes: number };
}

const mostOpened = 3;
const mostContainers = 10;

/** @param bytes so much may come out of all containers together */
export function startOpening(bytes: number): OpeningBudget {
  return { depth: 0, left: { containers: mostContainers, bytes } };
}

function mayOpen({ depth, left }: OpeningBudget): boolean {
  return depth < mostOpened && left.containers > 0;
}

function countOpened({ left }: OpeningBudget, bytes: number): void {
  left.containers--;
  left.bytes -= bytes;
}

/** What was signed or compressed. */
type OpenedCms =
  | { readonly kind: 'message'; readonly content: Buffer; readonly signature: Signature | undefined }
  /** A document that was signed by itself. */
  | { readonly kind: 'document'; readonly file: MimePart }
  | { readonly kind: 'encrypted' }
  | { readonly kind: 'closed' };

/** Opens what is only signed or compressed; everything else stays closed. */
export function openCms(part: MimePart, budget: OpeningBudget): OpenedCms {
  if (!mayOpen(budget)) return { kind: 'closed' };
  const found = readCms(part.bytes, budget.left.bytes);
  if (found.kind === 'encrypted') return { kind: 'encrypted' };
  if (found.kind === 'other') return { kind: 'closed' };
  const { content } = found;
  countOpened(budget, content.length);
  const filename = documentName(part);
  if (filename === '' || isEntity(content)) {
    return { kind: 'message', content, signature: found.kind === 'signed' ? found.signature : undefined };
  }
  const file = asFile(part, { type: unknownType, filename, contentId: '', bytes: content });
  return { kind: 'document', file: { ...file, isNameDecoded: part.isNameDecoded } };
}

/** RFC 8551 section 3.1: what is signed of a message begins with its fields. */
function isEntity(content: Buffer): boolean {
  const [start = ''] = content.toString('latin1', 0, 4_096).split(/\r?\n\r?\n/, 1);
  return /^content-[a-z-]{2,30}:/im.test(start);
}

/** @returns the message in a part that is one, where it may be opened */
export function openMessage({ bytes }: MimePart, budget: OpeningBudget): Uint8Array | undefined {
  if (!mayOpen(budget)) return undefined;
  countOpened(budget, bytes.length);
  return bytes;
}

/** @returns undefined for what is no TNEF, or holds nothing */
export function openTnef(
  part: MimePart,
): { readonly message: TnefMessage; readonly files: readonly MimePart[] } | undefined {
  const message = readTnef(part.bytes);
  if (message === undefined) return undefined;
  if (message.files.length === 0 && message.html === undefined && message.text === undefined)
    return undefined;
  const files = message.files.map(({ name: filename, type, contentId, content: bytes }) =>
    asFile(part, { type: type || unknownType, filename, contentId, bytes }),
  );
  return { message, files };
}

export const unknownType = 'application/octet-stream';

/** @returns a file that was written into a part, as a part of its own */
export function asFile(
  part: MimePart,
  facts: Pick<MimePart, 'type' | 'filename' | 'contentId' | 'bytes'>,
): MimePart {
  return {
    ...part,
    ...facts,
    typeLine: '',
    charset: '',
    disposition: 'attachment',
    isNameDecoded: true,
    headerLines: [],
  };
}
