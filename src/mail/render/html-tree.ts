import { Parser } from 'htmlparser2';
import { escapeHtml, isVoidTag } from '../../domain/html/html-tokens.ts';
import { allowedTags, readField, renamedTags, textlessTags } from '../html.ts';

/** An element of a mail's HTML, as far as it may be shown; `children` are elements and pieces of text. */
export interface HtmlElement {
  name: string;
  readonly attributes: Record<string, string>;
  readonly parent: HtmlElement | undefined;
  /** Its place among the elements of its parent. */
  readonly place: number;
  readonly children: (HtmlElement | string)[];
  /** The elements among them. */
  readonly elements: HtmlElement[];
}

export interface HtmlTree {
  readonly root: HtmlElement;
  /** The contents of its style elements, with the media they are for. */
  readonly sheets: readonly { readonly css: string; readonly media: string }[];
}

const shown = new Set(allowedTags);
const textless = new Set(textlessTags);
/**
 * What stands deeper keeps its words and is no element: the sanitizer leaves out such tags from 200 on, and what follows goes
 * down the tree by calling itself.
 */
const deepest = 400;
/** So deep frames within frames are looked into, as the sanitizer does. */
const mostFrames = 3;
const mostSheets = 40;

/** Reads HTML as the sanitizer does, without what has no text for a person. */
export function readHtmlTree(html: string): HtmlTree {
  const builder: Builder = {
    open: createElement('body', {}, undefined),
    depth: 0,
    sheets: [],
    skipped: 0,
    isInSheet: false,
  };
  const { open: root } = builder;
  build(builder, html, 0);
  return { root, sheets: builder.sheets };
}

/** @returns the HTML of what is in an element */
export function writeHtml({ children }: HtmlElement): string {
  const parts: string[] = [];
  for (const child of children) {
    if (typeof child === 'string') parts.push(escapeHtml(child));
    else writeElement(child, parts);
  }
  return parts.join('');
}

interface Builder {
  open: HtmlElement;
  /** Within how many elements that are shown, those that are too deep to be one, too. */
  depth: number;
  /** Within how many elements without text for a person. */
  skipped: number;
  isInSheet: boolean;
  sheets: { css: string; media: string }[];
}

function createElement(
  name: string,
  attributes: Record<string, string>,
  parent: HtmlElement | undefined,
): HtmlElement {
  const place = parent?.elements.length ?? 0;
  return { name, attributes, parent, place, children: [], elements: [] };
}

function build(builder: Builder, html: string, depth: number): void {
  let framed: string | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (name === 'iframe') framed = '';
      else enter(builder, name, attributes);
    },
    ontext(text) {
      if (framed !== undefined) framed += text;
      else addText(builder, text);
    },
    onclosetag(name) {
      if (name !== 'iframe') return leave(builder, name);
      const inner = framed ?? '';
      framed = undefined;
      if (builder.skipped === 0 && depth < mostFrames) build(builder, inner, depth + 1);
    },
  });
  parser.end(html);
}

function enter(builder: Builder, tag: string, attributes: Record<string, string>): void {
  if (textless.has(tag)) {
    const isSheet = tag === 'style' && isCss(attributes.type);
    builder.isInSheet = isSheet && builder.skipped === 0 && builder.sheets.length < mostSheets;
    if (builder.isInSheet) builder.sheets.push({ css: '', media: attributes.media ?? '' });
    builder.skipped++;
    return;
  }
  if (builder.skipped > 0) return;
  const isVoid = isVoidTag(tag);
  if (!isVoid) builder.depth++;
  if (builder.depth <= deepest) {
    const element = createElement(tag, attributes, builder.open);
    builder.open.children.push(element);
    builder.open.elements.push(element);
    if (!isVoid) builder.open = element;
  }
  if (tag === 'input') addText(builder, readField(attributes));
}

/** No browser reads a sheet of another language. */
function isCss(type = ''): boolean {
  return /^(?:text\/css)?$/i.test(type);
}

function addText(builder: Builder, text: string): void {
  const sheet = builder.isInSheet ? builder.sheets.at(-1) : undefined;
  if (builder.skipped === 0) builder.open.children.push(text);
  else if (sheet !== undefined) sheet.css += text;
}

function leave(builder: Builder, tag: string): void {
  if (textless.has(tag)) builder.skipped = Math.max(0, builder.skipped - 1);
  else if (builder.skipped === 0 && !isVoidTag(tag)) {
    if (builder.depth <= deepest) builder.open = builder.open.parent ?? builder.open;
    builder.depth = Math.max(0, builder.depth - 1);
  }
}

function writeElement(element: HtmlElement, parts: string[]): void {
  const name = nameShown(element);
  if (name !== undefined) {
    const attributes = Object.entries(element.attributes)
      .filter(([key]) => /^[a-z][a-z0-9-]{0,40}$/.test(key))
      .map(([key, value]) => ` ${key}="${escapeHtml(value)}"`);
    parts.push(`<${name}${attributes.join('')}>`);
  }
  if (isVoidTag(element.name)) return;
  parts.push(writeHtml(element));
  if (name !== undefined) parts.push(`</${name}>`);
}

/**
 * What is dropped by the sanitizer, and is styled or has a direction, becomes an element that is kept: its colours hold for
 * what is in it, and Outlook says on the root that a letter runs from right to left.
 */
function nameShown({ name, attributes }: HtmlElement): string | undefined {
  const tag = renamedTags[name] ?? name;
  if (shown.has(tag)) return tag;
  if (attributes.style === undefined && attributes.dir === undefined) return undefined;
  return blocks.has(name) ? 'div' : 'span';
}

const blocks = new Set('html head form fieldset legend dialog menu hgroup search'.split(' '));
