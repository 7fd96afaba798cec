/** A list under way; one without `next` has no numbers. */
export interface TextList {
  next: number | undefined;
  readonly step: 1 | -1;
  /** `1`, `a`, `A`, `i` or `I`. */
  readonly type: string;
  /** Of a list that counts backwards to one, where each of its items stands: only its end tells how many there are. */
  readonly waiting: WaitingItem[] | undefined;
}

interface WaitingItem {
  readonly line: number;
  readonly mark: string;
  /** A number of its own. */
  readonly value: number | undefined;
}

const lists = new Set(['ul', 'ol', 'dir', 'menu']);

export function isListTag(name: string): boolean {
  return lists.has(name);
}

type ReadAttribute = (name: string) => string | undefined;

/** @param attribute gives the value of one of the element's attributes */
export function openList(name: string, attribute: ReadAttribute): TextList {
  const type = attribute('type') ?? '1';
  if (name !== 'ol') return { next: undefined, step: 1, type, waiting: undefined };
  const start = readNumber(attribute('start'));
  const isReversed = attribute('reversed') !== undefined;
  const waiting = isReversed && start === undefined ? [] : undefined;
  return { next: start ?? 1, step: isReversed ? -1 : 1, type, waiting };
}

/**
 * @param line how many lines stand before it
 * @param value of its own, which the next ones go on from
 * @returns what stands before an item, indented by the lists around its own
 */
export function beginItem(all: readonly TextList[], line: number, value: string | undefined): string {
  const list = all.at(-1);
  const indent = '  '.repeat(Math.min(10, Math.max(0, all.length - 1)));
  if (list?.next === undefined) return `${indent}* `;
  const own = readNumber(value);
  if (own !== undefined) list.next = own;
  const mark = `${indent}${writeNumber(list.next, list.type)}. `;
  list.waiting?.push({ line, mark, value: own });
  list.next += list.waiting === undefined ? list.step : 1;
  return mark;
}

/** Gives the items of a list that has ended, and counts backwards to one, their numbers. */
export function numberBackwards({ waiting = [], type }: TextList, lines: string[]): void {
  let number = waiting.length;
  for (const { line, mark, value } of waiting) {
    number = value ?? number;
    const written = lines[line];
    const indent = mark.slice(0, mark.length - mark.trimStart().length);
    const own = `${indent}${writeNumber(number, type)}.`;
    if (written !== undefined) lines[line] = written.replace(mark.trimEnd(), own);
    number -= 1;
  }
}

/** What is beyond nine digits counts nothing. */
function readNumber(value: string | undefined): number | undefined {
  return value !== undefined && /^\s{0,9}-?\d{1,9}\s{0,9}$/.test(value) ? Number(value) : undefined;
}

function writeNumber(number: number, type: string): string {
  switch (type) {
    case 'a':
      return writeLetters(number);
    case 'A':
      return writeLetters(number).toUpperCase();
    case 'i':
      return writeRoman(number);
    case 'I':
      return writeRoman(number).toUpperCase();
    default:
      return String(number);
  }
}

function writeLetters(number: number): string {
  if (number < 1) return String(number);
  let letters = '';
  for (let left = number; left > 0; left = Math.floor((left - 1) / 26)) {
    letters = String.fromCharCode(97 + ((left - 1) % 26)) + letters;
  }
  return letters;
}

const roman = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
] as const;

/** Browsers count so up to 3,999. */
function writeRoman(number: number): string {
  if (number < 1 || number > 3_999) return String(number);
  let left = number;
  let letters = '';
  for (const [value, digits] of roman) {
    letters += digits.repeat(Math.floor(left / value));
    left %= value;
  }
  return letters;
}
