import { findPosition, type StoredMessage } from './mailboxes-order.ts';

/** A message and its sequence number. */
export interface NumberedMessage {
  seq: number;
  message: StoredMessage;
}

/** Inclusive; Infinity stands for '*'. */
type Range = readonly [from: number, to: number];

/** @returns the ranges of a sequence-set (RFC 9051 section 9), undefined when it is none. */
export function parseSequenceSet(text: string): Range[] | undefined {
  if (!/^(\d+|\*)(:(\d+|\*))?(,(\d+|\*)(:(\d+|\*))?)*$/.test(text)) return undefined;
  return text.split(',').map((part) => {
    const [first = '', second = first] = part.split(':');
    return [toNumber(first), toNumber(second)];
  });
}

/** @returns the messages of a set, ascending, each once; what does not exist is left out. */
export function resolveSet(
  view: readonly StoredMessage[],
  ranges: readonly Range[],
  byUid: boolean,
): NumberedMessage[] {
  const last = byUid ? (view.at(-1)?.uid ?? 0) : view.length;
  const positions = new Set<number>();
  for (const range of ranges) {
    const a = Math.min(range[0], last);
    const b = Math.min(range[1], last);
    const isStar = range[0] === Number.POSITIVE_INFINITY || range[1] === Number.POSITIVE_INFINITY;
    const [from, to] = isStar ? [Math.min(a, b), Math.max(a, b)] : [Math.min(...range), Math.max(...range)];
    const start = byUid ? findPosition(view, from) : Math.max(from - 1, 0);
    const end = byUid ? findPosition(view, to + 1) : Math.min(to, view.length);
    for (let index = start; index < end; index++) positions.add(index);
  }
  const ordered = ranges.length > 1 ? [...positions].sort((a, b) => a - b) : [...positions];
  return ordered.flatMap((index) => {
    const message = view[index];
    return message ? [{ seq: index + 1, message }] : [];
  });
}

/** "1:4,7" for ascending or arbitrary numbers; the order is kept, only neighbours are joined. */
export function formatSet(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let index = 0; index < numbers.length; index++) {
    const from = numbers[index] ?? 0;
    let to = from;
    while (numbers[index + 1] === to + 1) {
      to++;
      index++;
    }
    parts.push(from === to ? `${from}` : `${from}:${to}`);
  }
  return parts.join(',');
}

function toNumber(text: string): number {
  return text === '*' ? Number.POSITIVE_INFINITY : Number(text);
}
