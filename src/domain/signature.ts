import { escapeHtml } from './html-tokens.ts';

/** What a form holds of a message: as text, and as the editor has it where there is one. */
export interface SignedText {
  readonly text: string;
  readonly html: string;
}

/** Room to write, and the signature below. */
export function startText(signature: string): string {
  return signature === '' ? '' : `\n\n${signText(signature)}`;
}

/** Puts one signature in the place of another one; where that was changed or taken out, everything stays as it is. */
export function swapSignature({ text, html }: SignedText, former: string, next: string): SignedText {
  return {
    text: swapEnd(text, signText(former), signText(next), '\n\n'),
    html: html === '' ? '' : swapEnd(html, signHtml(former), signHtml(next), '<div><br></div>'),
  };
}

function swapEnd(whole: string, former: string, next: string, between: string): string {
  if (former === next) return whole;
  if (former === '') return `${whole.trimEnd()}${between}${next}`;
  const found = findEnd(whole, former);
  return found === undefined ? whole : `${whole.slice(0, found.start)}${next}${whole.slice(found.end)}`;
}

/** The blank behind the dashes is lost on many ways, and an empty line is written in more than one. */
function findEnd(whole: string, part: string): { start: number; end: number } | undefined {
  const escaped = part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = escaped.replace('-- ', '-- ?').replaceAll('<br>', '<br ?/?>').replaceAll('\n', '\\r?\\n');
  const match = [...whole.matchAll(new RegExp(pattern, 'g'))].at(-1);
  return match === undefined ? undefined : { start: match.index, end: match.index + match[0].length };
}

function signText(signature: string): string {
  return signature === '' ? '' : `-- \n${signature}`;
}

/** As the editor makes lines of text. */
function signHtml(signature: string): string {
  const lines = signText(signature).split('\n');
  if (signature === '') return '';
  return lines.map((line) => `<div>${line === '' ? '<br>' : escapeHtml(line)}</div>`).join('');
}
