import { Parser } from 'htmlparser2';
import {
  closeTag,
  finishText,
  openTag,
  startText,
  type TextWriter,
  writeText,
} from '../domain/html/html-text.ts';
import { allowedTags, cleanLink, cleanUrl, renamedTags, textlessTags } from './html.ts';

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
  /** What stands in an element that the parser does not look into, undefined outside of one. */
  framed: string | undefined;
}

/** So deep frames within frames are looked into, as the sanitizer does. */
const mostFrames = 3;

const shown = new Set(allowedTags);
const textless = new Set(textlessTags);

/** Reads an HTML body in one pass: the same text as `htmlToText` makes of it once it is sanitized. */
export function readHtml(html: string): HtmlReading {
  const reading: Reading = {
    writer: startText(),
    sources: new Set<string>(),
    pending: '',
    skipped: 0,
    framed: undefined,
  };
  readInto(reading, html, 0);
  return { text: finishText(reading.writer), sources: reading.sources };
}

/**
 * Leaves out attributes whose names are not as long as `src`, `alt` and `href`, which are all that is asked for: most
 * are others, and each would become a property of an object.
 */
class BriefParser extends Parser {
  #isRead = false;

  override onattribname(start: number, end: number): void {
    this.#isRead = end - start === 3 || end - start === 4;
    if (this.#isRead) super.onattribname(start, end);
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

function readInto(reading: Reading, html: string, depth: number): void {
  const parser = new BriefParser({
    onopentag(name, attributes) {
      if (name === 'iframe') reading.framed = '';
      else enter(reading, name, attributes);
    },
    ontext(text) {
      if (reading.framed !== undefined) reading.framed += text;
      else if (reading.skipped === 0) reading.pending += text;
    },
    onclosetag(name) {
      if (name !== 'iframe') return leave(reading, name);
      const inner = reading.framed ?? '';
      reading.framed = undefined;
      if (reading.skipped === 0 && depth < mostFrames) readInto(reading, inner, depth + 1);
    },
  });
  parser.end(html);
  flush(reading);
}

function enter(reading: Reading, tag: string, attributes: Readonly<Record<string, string>>): void {
  if (textless.has(tag)) reading.skipped++;
  const name = renamedTags[tag] ?? tag;
  if (reading.skipped > 0 || !shown.has(name)) return;
  flush(reading);
  if (name === 'img' && attributes.src !== undefined) reading.sources.add(cleanUrl(attributes.src));
  openTag(reading.writer, name, (each) => (each === 'href' ? cleanLink(attributes.href) : attributes[each]));
}

function leave(reading: Reading, tag: string): void {
  if (textless.has(tag)) {
    reading.skipped = Math.max(0, reading.skipped - 1);
    return;
  }
  const name = renamedTags[tag] ?? tag;
  if (reading.skipped > 0 || !shown.has(name)) return;
  flush(reading);
  closeTag(reading.writer, name);
}

function flush(reading: Reading): void {
  if (reading.pending === '') return;
  writeText(reading.writer, reading.pending);
  reading.pending = '';
}
