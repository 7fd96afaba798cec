/** A longer text has more to say. */
const longest = 800;
/** How such a notice speaks of reading, in the languages in which programs write it. */
const reading =
  /support|view|display|show|read|enabl|capabl|compatib|format|anzeig|angezeigt|darstell|unterstütz|lesen|affich|prend|charge|lecteur|soporta|visualiz|ver este|leer|supporta|leggere|weergeven|ondersteun|suporta|exibir|wyświetl|obsług|zobraz|podpor|поддерж|просмотр|表示|対応|支持|查看|显示/i;

/**
 * Whether a plain text has nothing to say but that the message is one of HTML: programs put that in place of its words.
 * A person who writes of HTML writes the same in the version beside it. @param html the text of that version
 */
export function saysToReadHtml(plain: string, html: string): boolean {
  if (plain.length > longest || !/html/i.test(plain) || !reading.test(plain)) return false;
  const start = squeeze(plain).slice(0, 40);
  return html.length > 0 && !squeeze(html.slice(0, 20_000)).includes(start);
}

function squeeze(text: string): string {
  return text.replace(/[\s*_]+/g, '').toLowerCase();
}
