const rightToLeft = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff]/u;
/** Looked at for the first letter; what stands behind does not turn a text around. */
const searched = 2_000;

/** Whether a text runs from right to left: its first letter says so, as browsers see it (`dir="auto"`). */
export function runsRightToLeft(text: string): boolean {
  const first = /[\p{L}\u200f]/u.exec(text.slice(0, searched))?.[0];
  return first !== undefined && rightToLeft.test(first);
}

/** Says on the root of an answer which way it runs: not every mail program finds it out. */
export function directHtml(html: string, text: string): string {
  return runsRightToLeft(text) ? `<div dir="rtl">${html}</div>` : html;
}
