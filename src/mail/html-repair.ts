import { wordTable } from '../domain/word-table.ts';
import { isTooDeep } from './html-depth.ts';
import { readHtml } from './html-reading.ts';

/**
 * Mends what would take words of a letter along: an address that stands in brackets as a tag does, a title or a style sheet
 * that nothing closes, line ends of a text that has no tag, and signs that are written in no way that browsers read.
 */
export function repairHtml(html: string): string {
  const readable = joinHalves(html).replace(bracketed, '&lt;');
  const closed = closeComment(closeElements(readable));
  const plain = anyTag.test(closed) ? closed : closed.replace(/\r\n?|\n/g, '<br>\n');
  return /wingdings/i.test(plain) ? plain.replace(symbol, drawSymbol) : plain;
}

/** Whether a text that is called plain is a page of HTML with words in it, and nothing besides. */
export function isHtmlPage(text: string): boolean {
  const start = text.slice(0, 300).trimStart();
  return (
    /^(?:<\?xml[^>]{0,100}>\s{0,9})?<(?:!doctype html|html)[\s>]/i.test(start) &&
    endsPage(text) &&
    !isTooDeep(text) &&
    readHtml(text).text !== ''
  );
}

function endsPage(text: string): boolean {
  return text.slice(-200).trimEnd().toLowerCase().endsWith('</html>');
}

/** `<anna@example.com>` and `<https://example.com/>` are no tags that there are. */
const bracketed = /<(?=(?:mailto:)?[^\s<>"'=/@]{1,64}@[^\s<>"'=/@]{1,253}>|https?:\/\/[^\s<>"']{1,1000}>)/gi;
const anyTag = /<[a-z!?/]/i;

const tagsOf = { title: /<\/?title/gi, style: /<\/?style/gi };
const anyOf = /<\/?(?:title|style)/gi;

/** In nearly all HTML each of them is closed, and one look tells. */
function closeElements(html: string): string {
  const open = { title: false, style: false };
  for (const [tag] of html.matchAll(anyOf)) open[/title/i.test(tag) ? 'title' : 'style'] = tag[1] !== '/';
  return open.title || open.style ? closeElement(closeElement(html, 'title'), 'style') : html;
}

/** The words of neither hold a tag, so that it ends at the first one. */
function closeElement(html: string, name: 'title' | 'style'): string {
  let start = -1;
  for (const { index, 0: tag } of html.matchAll(tagsOf[name])) start = tag.startsWith('</') ? -1 : index;
  if (start < 0) return html;
  const content = html.indexOf('>', start);
  const next = content < 0 ? -1 : html.slice(content).search(/<[a-z/]/i);
  if (next < 0) return html;
  return `${html.slice(0, content + next)}</${name}>${html.slice(content + next)}`;
}

/** A comment without an end: what stands in it may be the letter. */
function closeComment(html: string): string {
  const start = html.lastIndexOf('<!--');
  if (start < 0 || html.includes('-->', start)) return html;
  return html.slice(0, start) + html.slice(start + '<!--'.length);
}

/** Outlook writes an emoji as the two halves that UTF-16 has for it, each as a number. */
function joinHalves(html: string): string {
  return html.replace(
    /&#(?:x(d[89ab][\da-f]{2})|(5[56]\d{3}));&#(?:x(d[c-f][\da-f]{2})|(5[67]\d{3}));/gi,
    (whole, ...[highHex, high, lowHex, low]: (string | undefined)[]) => {
      const joined = String.fromCharCode(readUnit(highHex, high), readUnit(lowHex, low));
      return joined.isWellFormed() ? joined : whole;
    },
  );
}

function readUnit(hex: string | undefined, decimal: string | undefined): number {
  return hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
}

/** Outlook makes a smile of ":)" by the letter J in a font that few machines have. */
const symbol = /(<(?:span|font)\b[^<>]{0,300}wingdings(?! ?\d)[^<>]{0,300}>)([^<&\s])(?=<)/gi;
const symbols = wordTable<string>({
  J: '☺',
  K: '😐',
  L: '☹',
  C: '👍',
  D: '👎',
  à: '→',
  è: '→',
  ß: '←',
  ç: '←',
  ü: '✓',
  û: '✗',
  þ: '☑',
  '§': '▪',
  Ø: '➢',
  l: '●',
  n: '■',
  q: '❑',
  v: '❖',
  u: '◆',
  '(': '☎',
  '*': '✉',
});

function drawSymbol(_: string, tag: string, sign: string): string {
  return tag + (symbols[sign] ?? sign);
}
