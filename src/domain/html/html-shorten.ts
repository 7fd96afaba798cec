import { isVoidTag, readTags } from './html-tokens.ts';

/** Cuts sanitized HTML before the element at which it gets longer than `most` characters, and closes what was open. */
export function shortenHtml(html: string, most: number): { html: string; isShortened: boolean } {
  if (html.length <= most) return { html, isShortened: false };
  const open: string[] = [];
  let end = 0;
  for (const tag of readTags(html)) {
    if (tag.start > most) break;
    end = tag.start;
    if (tag.end > most) break;
    end = tag.end;
    if (tag.isClosing) open.pop();
    else if (!isVoidTag(tag.name)) open.push(tag.name);
  }
  const closing = open.reverse().map((name) => `</${name}>`);
  // A text that is too long by itself is cut within.
  const rest = html.indexOf('<', end) < 0 || html.indexOf('<', end) > most ? cutText(html, end, most) : '';
  return { html: `${html.slice(0, end)}${rest}${closing.join('')}`, isShortened: true };
}

/** Not within an escape, nor within a surrogate pair. */
function cutText(html: string, start: number, most: number): string {
  const text = html.slice(start, Math.max(start, most));
  const entity = text.lastIndexOf('&');
  const whole = entity >= 0 && !text.includes(';', entity) ? text.slice(0, entity) : text;
  return whole.replace(/[\uD800-\uDBFF]$/, '');
}
