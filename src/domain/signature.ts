import { escapeHtml } from './html/html-tokens.ts';

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

/** Puts text at the end of what was written, above the signature. */
export function insertAboveSignature({ text, html }: SignedText, inserted: string): SignedText {
  const textEnd = /\n-- ?\n/.exec(`\n${text}`)?.index ?? text.length;
  const htmlEnd = /<div>-- ?<\/div>/.exec(html)?.index ?? html.length;
  const above = text.slice(0, textEnd).trimEnd();
  return {
    text: `${above}${above === '' ? '' : '\n\n'}${inserted}\n\n${text.slice(textEnd).trimStart()}`.trimEnd(),
    html: html === '' ? '' : `${html.slice(0, htmlEnd)}${toDivs(inserted)}${html.slice(htmlEnd)}`,
  };
}

function swapEnd(whole: string, former: string, next: string, between: string): string {
  if (former === next) return whole;
  if (former === '') return `${whole.trimEnd()}${between}${next}`;
  const plain = writeOneWay(whole);
  const part = writeOneWay(former);
  const at = plain.lastIndexOf(part);
  return at < 0 ? whole : `${plain.slice(0, at)}${next}${plain.slice(at + part.length)}`;
}

/** The blank behind the dashes is lost on many ways, and an empty line is written in more than one. */
function writeOneWay(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replace(/<br ?\/?>/g, '<br>')
    .replace(/^-- ?$/gm, '-- ')
    .replace(/<div>-- ?<\/div>/g, '<div>-- </div>');
}

function signText(signature: string): string {
  return signature === '' ? '' : `-- \n${signature}`;
}

function signHtml(signature: string): string {
  return signature === '' ? '' : toDivs(signText(signature));
}

/** As the editor makes lines of text. */
function toDivs(text: string): string {
  return text
    .split('\n')
    .map((line) => `<div>${line === '' ? '<br>' : escapeHtml(line)}</div>`)
    .join('');
}
