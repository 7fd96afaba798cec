/** @returns a page without icons, its signs as people read them */
export function readable(html: string): string {
  return html
    .replace(/<svg.*?<\/svg>/gs, '')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

/** @returns the words of a page alone, without its tags */
export function pageWords(html: string): string {
  return html
    .replace(/<svg.*?<\/svg>/gs, '')
    .replaceAll('&#39;', "'")
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}
