/** Deeper than any mail program writes; the HTML parser's cost grows with the square of the depth. */
const deepest = 1_000;
/** Elements without an end tag, or whose end a parser infers. */
const flat = new Set(
  `area base br col embed hr img input link meta param source track wbr p li dt dd option optgroup tr td th thead tbody
  tfoot`.split(/\s+/),
);

/** Whether HTML nests deeper than is worth parsing; counts start tags without end tags, in one pass. */
export function isTooDeep(html: string): boolean {
  if (!hasMoreThan(deepest, html)) return false;
  let depth = 0;
  const tag = /<(\/?)([a-z][a-z0-9]{0,30})/gi;
  for (let found = tag.exec(html); found !== null; found = tag.exec(html)) {
    if (flat.has(found[2]?.toLowerCase() ?? '')) continue;
    depth = found[1] === '/' ? Math.max(0, depth - 1) : depth + 1;
    if (depth > deepest) return true;
  }
  return false;
}

/** Whether there are more than so many brackets that open a tag; to count them costs a tenth of reading them. */
function hasMoreThan(most: number, html: string): boolean {
  let count = 0;
  for (let at = html.indexOf('<'); at >= 0 && count <= most; at = html.indexOf('<', at + 1)) count++;
  return count > most;
}

/** @returns what is left of HTML without anything that looks like a tag: something to read where no parser may go. */
export function stripTags(html: string): string {
  return html.replace(/<[^<>]*>/g, ' ').replace(/[^\S\n]+/g, ' ');
}
