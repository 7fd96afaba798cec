import { escapeHtml } from './html/html-tokens.ts';
import { cleanText } from './plain-text.ts';

/** What stands below a message. */
export interface Signature {
  readonly text: string;
  /** Sanitized, its picture as `cid:`; '' where it would say no more than the text. */
  readonly html: string;
}

/** What a form holds of a message: as text, and as the editor has it where there is one. */
interface SignedText {
  readonly text: string;
  readonly html: string;
}

export const noSignature: Signature = { text: '', html: '' };

/** A person's own stands in the place of the group's, or above it where he says so. */
export function joinSignatures(
  own: (Signature & { readonly withGroup: boolean }) | undefined,
  group: Signature,
): Signature {
  if (own === undefined || isEmpty(own)) return group;
  if (!own.withGroup || isEmpty(group)) return own;
  const isText = own.html === '' && group.html === '';
  return {
    text: [own.text, group.text].filter((text) => text !== '').join('\n\n'),
    html: isText ? '' : `${toHtml(own)}${emptyLine}${toHtml(group)}`,
  };
}

/** Room to write, and the signature below. */
export function startText(signature: Signature): string {
  return isEmpty(signature) ? '' : `\n\n${signText(signature)}`;
}

/** Whether a text says nothing but what its form began with. */
export function isSignatureAlone(text: string, signature: Signature): boolean {
  const own = toWords(cleanText(text));
  return own === '' || own === '--' || own === toWords(cleanText(startText(signature)));
}

/**
 * What was written as text, with the signature as it is meant to look.
 * @returns '' where the text says all, or where the signature was changed or taken out
 */
export function signAsHtml(text: string, signature: Signature): string {
  if (signature.html === '') return '';
  const plain = writeOneWay(text).trimEnd();
  const end = writeOneWay(signText(signature)).trimEnd();
  const above = plain.slice(0, plain.length - end.length);
  if (!plain.endsWith(end) || !(above === '' || above.endsWith('\n'))) return '';
  return `${above === '' ? '' : toDivs(above.slice(0, -1))}${signHtml(signature)}`;
}

/** Puts one signature in the place of another one; where that was changed or taken out, everything stays as it is. */
export function swapSignature({ text, html }: SignedText, former: Signature, next: Signature): SignedText {
  return {
    text: swapEnd(text, signText(former), signText(next), '\n\n'),
    html: html === '' ? '' : swapHtml({ text, html }, former, next),
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

/** As the editor makes lines of text. */
export function toDivs(text: string): string {
  return text
    .split('\n')
    .map((line) => `<div>${line === '' ? '<br>' : escapeHtml(line)}</div>`)
    .join('');
}

const emptyLine = '<div><br></div>';

function isEmpty({ text, html }: Signature): boolean {
  return text === '' && html === '';
}

function toHtml({ text, html }: Signature): string {
  return html === '' ? toDivs(text) : html;
}

/** Every browser writes HTML in its own way, so what the editor shows as text tells whether a signature is untouched. */
function swapHtml({ text, html }: SignedText, former: Signature, next: Signature): string {
  if (former.html === '' && next.html === '') {
    return swapEnd(html, signHtml(former), signHtml(next), emptyLine);
  }
  if (isEmpty(former)) return `${html}${emptyLine}${signHtml(next)}`;
  const below = writeOneWay(`\n${text}`).split('\n-- \n').at(-1) ?? '';
  const start = Math.max(html.lastIndexOf('<div>-- </div>'), html.lastIndexOf('<div>--</div>'));
  const isUntouched = start >= 0 && toWords(below) === toWords(former.text);
  return isUntouched ? `${html.slice(0, start)}${signHtml(next)}` : html;
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

function toWords(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

function signText(signature: Signature): string {
  return isEmpty(signature) ? '' : `-- \n${signature.text}`;
}

function signHtml(signature: Signature): string {
  if (isEmpty(signature)) return '';
  return signature.html === '' ? toDivs(signText(signature)) : `<div>-- </div>${signature.html}`;
}
