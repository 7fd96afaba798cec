import { type Handler, Parser } from 'htmlparser2';
import {
  closeTag,
  finishText,
  mayKeepLines,
  openTag,
  startText,
  type TextWriter,
  writeText,
} from '../domain/html/html-text.ts';
import { allowedTags, cleanLink, cleanUrl, readField, renamedTags, textlessTags } from './html.ts';

/** What the import needs of an HTML body: it is not made harmless here, only read. */
interface HtmlReading {
  readonly text: string;
  /** Where its pictures come from, as it says it. */
  readonly sources: ReadonlySet<string>;
}

interface Reading {
  readonly writer: TextWriter;
  readonly sources: Set<string>;
  /** Text since the last element. */
  pending: string;
  /** Within how many elements without text for a person. */
  skipped: number;
  /** Within how many elements that are not meant to be seen. */
  hidden: number;
  /** What stands in an element that the parser does not look into, undefined outside of one. */
  framed: string | undefined;
}

/** So deep frames within frames are looked into, as the sanitizer does. */
const mostFrames = 3;

const textless = Symbol('textless');
/** What an element is called in what is shown; of one that is not in it, only what it holds is. One look for each tag. */
const shownNames = new Map<string, string | typeof textless>([
  ...allowedTags.map((tag) => [tag, tag] as const),
  ...Object.entries(renamedTags),
  ...textlessTags.map((tag) => [tag, textless] as const),
]);

/**
 * Reads an HTML body in one pass: the same text as `htmlToText` makes of it once it is sanitized, without what its elements
 * themselves hide.
 */
export function readHtml(html: string): HtmlReading {
  const isHiding = hiding.test(html);
  const reading = readWhole(html, isHiding);
  // Where nothing else is there to read, it was meant to be read all the same.
  return isHiding && reading.text === '' ? readWhole(html, false) : reading;
}

/** What is not meant to be seen where it stands, such as the line that a list of mails shows beside the subject. */
const hiding =
  /display\s{0,9}:\s{0,9}none|max-height\s{0,9}:\s{0,9}(?:0[a-z]{0,4}|1(?:px|pt)?)(?![\w.%])|opacity(?<![\w-]opacity)\s{0,9}:\s{0,9}(?:0|0?\.0(?:[0-5]\d{0,9})?)(?![\d.%])/i;

function readWhole(html: string, isHiding: boolean): HtmlReading {
  const keepsLines = mayKeepLines(html);
  const reading: Reading = {
    writer: startText(keepsLines),
    sources: new Set<string>(),
    pending: '',
    skipped: 0,
    hidden: 0,
    framed: undefined,
  };
  readInto(reading, html, { depth: 0, isHiding });
  return { text: finishText(reading.writer), sources: reading.sources };
}

/**
 * Leaves out attributes that nobody asks for: most are, and each would become a property of an object. It is told all of
 * the HTML at once, so that places in it are those in the whole.
 */
class BriefParser extends Parser {
  readonly #html: string;
  readonly #readsStyle: boolean;
  #isRead = false;

  constructor(handler: Partial<Handler>, html: string, readsStyle: boolean) {
    super(handler);
    this.#html = html;
    this.#readsStyle = readsStyle;
  }

  override onattribname(start: number, end: number): void {
    const length = end - start;
    // `src`, `alt`, `href`, `type`; `start`, `value`, `reversed`, and `style` where it matters.
    this.#isRead = length === 3 || length === 4 || ((length === 5 || length === 8) && this.#isAsked(start));
    if (this.#isRead) super.onattribname(start, end);
  }

  /** By the first letter and the third. */
  #isAsked(start: number): boolean {
    const first = this.#html.charCodeAt(start) | 32;
    const third = this.#html.charCodeAt(start + 2) | 32;
    if (first === 115) return third === 97 || (third === 121 && this.#readsStyle);
    return (first === 118 && third === 108) || (first === 114 && third === 118);
  }

  override onattribdata(start: number, end: number): void {
    if (this.#isRead) super.onattribdata(start, end);
  }

  override onattribentity(codePoint: number): void {
    if (this.#isRead) super.onattribentity(codePoint);
  }

  override onattribend(...how: Parameters<Parser['onattribend']>): void {
    if (this.#isRead) super.onattribend(...how);
  }
}

interface How {
  readonly depth: number;
  /** Leaves out what is not meant to be seen. */
  readonly isHiding: boolean;
}

function readInto(reading: Reading, html: string, { depth, isHiding }: How): void {
  const handler: Partial<Handler> = {
    onopentag(name, attributes) {
      if (name === 'iframe') reading.framed = '';
      else if (reading.hidden > 0 || (isHiding && hiding.test(attributes.style ?? '')))
        hide(reading, name, attributes);
      else enter(reading, name, attributes);
    },
    ontext(text) {
      if (reading.framed !== undefined) reading.framed += text;
      else if (reading.skipped === 0 && reading.hidden === 0) reading.pending += text;
    },
    onclosetag(name) {
      if (name !== 'iframe') {
        if (reading.hidden > 0) reading.hidden--;
        else leave(reading, name);
        return;
      }
      const inner = reading.framed ?? '';
      reading.framed = undefined;
      const isSeen = reading.skipped === 0 && reading.hidden === 0;
      if (isSeen && depth < mostFrames) readInto(reading, inner, { depth: depth + 1, isHiding });
    },
  };
  const parser = new BriefParser(handler, html, isHiding || reading.writer.keepsLines);
  parser.end(html);
  flush(reading);
}

function enter(reading: Reading, tag: string, attributes: Readonly<Record<string, string>>): void {
  const name = shownNames.get(tag);
  if (name === textless) reading.skipped++;
  if (reading.skipped > 0) return;
  if (tag === 'input') reading.pending += readField(attributes);
  if (typeof name !== 'string') return;
  flush(reading);
  if (name === 'img' && attributes.src !== undefined) reading.sources.add(cleanUrl(attributes.src));
  openTag(reading.writer, name, (each) => (each === 'href' ? cleanLink(attributes.href) : attributes[each]));
}

/** A picture in it came with the message all the same, and is no file to be opened. */
function hide(reading: Reading, tag: string, { src }: Readonly<Record<string, string>>): void {
  reading.hidden++;
  if (tag === 'img' && src !== undefined) reading.sources.add(cleanUrl(src));
}

function leave(reading: Reading, tag: string): void {
  const name = shownNames.get(tag);
  if (name === textless) {
    reading.skipped = Math.max(0, reading.skipped - 1);
    return;
  }
  if (reading.skipped > 0 || name === undefined) return;
  flush(reading);
  closeTag(reading.writer, name);
}

function flush(reading: Reading): void {
  if (reading.pending === '') return;
  writeText(reading.writer, reading.pending);
  reading.pending = '';
}
