import type { MimePart } from './mime-part.ts';

// What a part is, by what it says of itself: its type, its name and where it is to be shown.

/** A mail that is nothing but a nameless text says it with that text, whatever else its sender calls it. */
export function isLoneText({ type, filename, disposition }: MimePart): boolean {
  return disposition !== '' && filename === '' && (type === 'text/plain' || type === 'text/html');
}

/** RFC 3156 section 4: it says no more than that what follows is encrypted. */
export function isControl({ type, filename }: MimePart): boolean {
  return type === 'application/pgp-encrypted' && !/\.(?:asc|gpg|pgp)$/i.test(filename);
}

export function isCms({ type, filename, bytes }: MimePart): boolean {
  if (type === 'application/pkcs7-mime' || type === 'application/x-pkcs7-mime') return bytes.length > 0;
  return type === 'application/octet-stream' && /\.p7m$/i.test(filename);
}

/** @returns the name of a document that was signed by itself, as in `contract.pdf.p7m`; '' for a message */
export function documentName({ filename }: MimePart): string {
  return /^(.+\.[a-z\d]{1,5})\.p7m$/i.exec(filename)?.[1] ?? '';
}

export function isTnef({ type, filename }: MimePart): boolean {
  return (
    type === 'application/ms-tnef' || type === 'application/vnd.ms-tnef' || /^winmail\.dat$/i.test(filename)
  );
}

/** Certified mail of Italy (DM 2 November 2005, section 6.3) comes as a letter of the provider, with what was written as a file. */
export function isCertifiedMail({ headerLines }: MimePart): boolean {
  return headerLines.some(
    ({ key, line }) => key === 'x-trasporto' && /:\s{0,9}posta-certificata\s{0,9}$/i.test(line),
  );
}

export function isCertifiedLetter({ type, filename }: MimePart): boolean {
  return type === 'message/rfc822' && /^postacert\.eml$/i.test(filename);
}

export function isEnriched({ type }: MimePart): boolean {
  return type === 'text/enriched' || type === 'text/richtext';
}

/** Versions of a body for one program alone: whoever can show them needs no file. */
export function isPrivateVersion({ type, filename }: MimePart): boolean {
  return privateVersions.has(type) || (filename === '' && data.test(type));
}

/** Nobody reads a text so: what a program tells another beside it. */
const data = /^(?:application|text)\/(?:[\w.-]{1,100}\+)?json$/;

const privateVersions = new Set([
  'text/x-amp-html',
  'text/watch-html',
  'text/x-watch-html',
  'text/vnd.google.email-reaction+json',
]);

/** What a program makes and reads, or a person opens with one. */
export function isSavedText(type: string): boolean {
  return savedTexts.test(type);
}

const savedTexts =
  /^text\/(?:x-)?(?:calendar|csv|comma-separated-values|tab-separated-values|vcard|vcalendar|directory|rfc822-headers|css|javascript|ecmascript|json|xml|xsl|sgml|amp-html|watch-html|php|python|perl|sh|sql|vbscript|vnd\..*|x-vnd.*)$/;
