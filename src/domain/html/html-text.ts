import { beginItem, isListTag, numberBackwards, openList, type TextList } from './html-lists.ts';
import { isVoidTag, readAttribute, readTags, unescapeHtml } from './html-tokens.ts';

const blocks = new Set(
  `address article aside blockquote caption center dd dir div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li
  main nav ol p pre section table tr ul`.split(/\s+/),
);
/** Whether what is in an element stands on lines of its own. */
export function isBlockTag(name: string): boolean {
  return blocks.has(name);
}

/** Blocks that stand apart by an empty line. */
const spaced = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'blockquote', 'pre', 'dl']);

/** A lone blank stays as it is: to replace each by another would cost more than all else here. */
const runs = /(?:[\t\r\n\f\u00a0]| (?=[ \t\r\n\f\u00a0]))[ \t\r\n\f\u00a0]*/g;

/** A plain text under way; begin with `startText`. */
export interface TextWriter {
  lines: string[];
  /** What stands before `line` in a very long one. */
  readonly beginning: string[];
  line: string;
  quoteDepth: number;
  preDepth: number;
  links: string[];
  lists: TextList[];
  /** What the item of a list begins with that has begun last. */
  mark: string;
  /** Whether styles are asked for line ends that are kept. */
  readonly keepsLines: boolean;
  /** The outermost element whose style keeps line ends, and how many of the same name are open within it. */
  kept: { readonly name: string; inside: number } | undefined;
}

/** Whether line ends may be kept in HTML by more than `pre`: only there are styles looked at. */
export function mayKeepLines(html: string): boolean {
  return keeping.test(html);
}

const keeping = /white-space\s{0,9}:\s{0,9}(?:pre|break-spaces)/i;

export function startText(keepsLines = false): TextWriter {
  return {
    lines: [],
    beginning: [],
    line: '',
    quoteDepth: 0,
    preDepth: 0,
    links: [],
    lists: [],
    mark: '',
    keepsLines,
    kept: undefined,
  };
}

/** @returns what was written: blocks became lines, quotes `> `, links keep their target. */
export function finishText(writer: TextWriter): string {
  endLine(writer);
  return joinLines(writer.lines);
}

/** Makes readable plain text of sanitized HTML. */
export function htmlToText(html: string): string {
  const writer = startText(mayKeepLines(html));
  let last = 0;
  for (const tag of readTags(html)) {
    if (tag.start > last) writeText(writer, unescapeHtml(html.slice(last, tag.start)));
    last = tag.end;
    if (tag.isClosing) closeTag(writer, tag.name);
    else openTag(writer, tag.name, (name) => readAttribute(tag.attributes, name));
  }
  writeText(writer, unescapeHtml(html.slice(last)));
  return finishText(writer);
}

/** @param text without escapes */
export function writeText(writer: TextWriter, text: string): void {
  if (writer.preDepth > 0) {
    const [first = '', ...more] = text.split('\n');
    append(writer, first);
    for (const line of more) {
      endLine(writer, true);
      writer.line = line;
    }
    return;
  }
  const needsNoBlank = writer.line === '' || writer.line.endsWith(' ');
  // Between most tags stands nothing else.
  const words = needsNoBlank ? text.trimStart() : text;
  if (words !== '') append(writer, words.replace(runs, ' '));
}

/** A line that is looked at is copied as a whole: of a very long one only the end is kept at hand. */
const mostAtHand = 4_000;
const leastAtHand = 1_000;

function append(writer: TextWriter, text: string): void {
  writer.line += text;
  if (writer.line.length < mostAtHand) return;
  writer.beginning.push(writer.line.slice(0, -leastAtHand));
  writer.line = writer.line.slice(-leastAtHand);
}

/** @param attribute gives the value of one of the element's attributes */
export function openTag(
  writer: TextWriter,
  name: string,
  attribute: (name: string) => string | undefined,
): void {
  if (writer.keepsLines) beginKeeping(writer, name, attribute);
  if (blocks.has(name)) openBlock(writer, name, attribute);
  else if (name === 'br') endLine(writer, true);
  else if (name === 'a') writer.links.push(attribute('href') ?? '');
  else if (name === 'img') writeText(writer, attribute('alt') ?? '');
  else if ((name === 'td' || name === 'th') && /\S/.test(writer.line)) append(writer, ' ');
  else if (name === 'q') writeText(writer, '“');
}

function beginKeeping(
  writer: TextWriter,
  name: string,
  attribute: (name: string) => string | undefined,
): void {
  if (isVoidTag(name)) return;
  if (writer.kept?.name === name) writer.kept.inside++;
  else if (writer.kept === undefined && keeping.test(attribute('style') ?? '')) {
    writer.kept = { name, inside: 0 };
    writer.preDepth++;
  }
}

function endKeeping(writer: TextWriter, name: string): void {
  if (writer.kept?.name !== name || writer.kept.inside-- > 0) return;
  writer.kept = undefined;
  writer.preDepth = Math.max(0, writer.preDepth - 1);
}

export function closeTag(writer: TextWriter, name: string): void {
  endKeeping(writer, name);
  if (blocks.has(name)) closeBlock(writer, name);
  else if (name === 'a') endLink(writer);
  else if (name === 'q') writeText(writer, '”');
}

function openBlock(writer: TextWriter, name: string, attribute: (name: string) => string | undefined): void {
  if (isListTag(name)) {
    startBlock(writer, name);
    writer.lists.push(openList(name, attribute));
  } else if (name === 'li') {
    startBlock(writer, name);
    writer.mark = beginItem(writer.lists, writer.lines.length, attribute('value'));
    writer.line = writer.mark;
    // The first paragraph of an item stands beside its number; a rule has no words.
  } else if (name === 'hr' || writer.line === '' || writer.line !== writer.mark) startBlock(writer, name);
  if (name === 'hr') writer.lines.push('---');
  else if (name === 'blockquote') writer.quoteDepth++;
  else if (name === 'pre') writer.preDepth++;
}

function closeBlock(writer: TextWriter, name: string): void {
  if (isVoidTag(name)) return;
  const list = isListTag(name) ? writer.lists.pop() : undefined;
  startBlock(writer, name);
  if (list !== undefined) numberBackwards(list, writer.lines);
  else if (name === 'blockquote') writer.quoteDepth = Math.max(0, writer.quoteDepth - 1);
  else if (name === 'pre') writer.preDepth = Math.max(0, writer.preDepth - 1);
}

function endLink(writer: TextWriter): void {
  const href = writer.links.pop() ?? '';
  const target = href.replace(/^(?:mailto|tel):/i, '');
  if (target !== '' && !writer.line.includes(target.replace(/\/$/, ''))) append(writer, ` <${target}>`);
}

function startBlock(writer: TextWriter, name: string): void {
  endLine(writer);
  // A list in a list stands as close as its items do.
  const isApart = spaced.has(name) && !(writer.lists.length > 0 && isListTag(name));
  if (isApart && writer.lines.at(-1) !== '') writer.lines.push('');
}

function endLine(writer: TextWriter, keepsEmpty = false): void {
  const line = (writer.beginning.join('') + writer.line).trimEnd();
  writer.line = '';
  writer.beginning.length = 0;
  if (line === '' && !keepsEmpty) return;
  writer.lines.push(`${'> '.repeat(Math.min(writer.quoteDepth, 20))}${line}`.trimEnd());
}

function joinLines(lines: readonly string[]): string {
  const kept = lines.filter((line, index) => line !== '' || lines[index - 1] !== '');
  return kept.join('\n').trim();
}
