/** Of Unicode's format characters all but the joiners, which letters and pictures of people are written with. */
const invisible = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;
const controls = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;

/** One line for a header, a name or a list: no control or bidi characters, whitespace runs made one space. */
export function cleanLine(value: string): string {
  if (/^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(value)) return value;
  // A lone blank stays as it is: to replace each by another would cost more than all else here.
  if (/^[\t\x20-\x7e]*$/.test(value)) return value.replace(/(?:\t| [\t ])[\t ]*/g, ' ').trim();
  return dropUnseen(value.toWellFormed())
    .replace(invisible, '')
    .replace(/[\s\0-\x1f\x7f-\x9f]+/g, ' ')
    .trim();
}

/** A text body: line feeds only, no other control characters than tab, no blanks at line ends or around the whole. */
export function cleanText(value: string): string {
  // What programs colour a terminal with (ECMA-48 section 8.3.117).
  const plain = value.includes('\x1b[') ? value.replace(/\x1b\[[\d;]{0,20}[A-Za-z]/g, '') : value;
  // Two plain texts to look for take half the time of one pattern.
  const text = plain.replace(/\r\n/g, '\n').replace(/\r/g, '\n').replace(controls, '').toWellFormed();
  return turnNothing(trimLines(dropUnseen(text)).replace(/^\n+/, '').trimEnd());
}

/** A flag of a part of a country is written with them (UTS #51, section 1.4.9); all others are letters that nobody sees. */
const tags = /(\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f})|[\u{e0000}-\u{e007f}]+/gu;
/** They choose between forms of an ideograph (UTS #37), and behind anything else they choose nothing. */
const idleVariants = /(?<!\p{Script=Han})[\u{e0100}-\u{e01ef}]/gu;

/** People would not see what is written with them, and assistants read it. */
function dropUnseen(text: string): string {
  if (!text.includes('\udb40')) return text;
  return text.replace(tags, (_, flag: string | undefined) => flag ?? '').replace(idleVariants, '');
}

/**
 * Which way words go stays, but no letters are turned around by it: `moc.knab` would read as another address, 001 as
 * another sum. An override becomes the embedding of its direction (UAX #9, sections 2.1 and 2.2), and ends where it ended.
 */
export function turnNothing(text: string): string {
  if (!text.includes('\u202d') && !text.includes('\u202e')) return text;
  return text.replaceAll('\u202d', '\u202a').replaceAll('\u202e', '\u202b');
}

/** Line by line: a pattern for blanks before a line end is quadratic on long runs of them. */
function trimLines(text: string): string {
  if (!/[^\S\n]\n/.test(text)) return text;
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** @param set of single characters @returns the text without those at its end. A pattern with `+$` goes back at each of them. */
export function trimEndOf(text: string, set: RegExp): string {
  let end = text.length;
  while (end > 0 && set.test(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}
