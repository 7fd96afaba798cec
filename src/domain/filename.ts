import { trimEndOf } from './plain-text.ts';
import { wordTable } from './word-table.ts';

/** Names that Windows keeps for devices, whatever the extension. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const extensions = wordTable({
  'message/rfc822': 'eml',
  'message/global': 'eml',
  'text/calendar': 'ics',
  'text/plain': 'txt',
  'text/html': 'html',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/svg+xml': 'svg',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'application/pkcs7-signature': 'p7s',
  'application/x-pkcs7-signature': 'p7s',
  'application/pkcs7-mime': 'p7m',
  'application/x-pkcs7-mime': 'p7m',
  'application/pgp-encrypted': 'asc',
  'application/ms-tnef': 'dat',
});

/**
 * A name that is safe to show, to store beside others and to send as a download. Everything that could hide or
 * redirect is taken out first and only then are the rules applied, so that nothing new appears afterwards.
 */
export function cleanFilename(name: string, type: string): string {
  const visible = name
    .slice(0, 2_000)
    .toWellFormed()
    .normalize('NFC')
    // Controls, zero-width and bidi characters: `invoice\u202Efdp.exe` reads as `invoiceexe.pdf`.
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/gu, '');
  const start = (isPath(visible) ? (visible.split(/[/\\]/).at(-1) ?? '') : visible.replace(/[/\\]/g, '_'))
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/^[.\s]+/, '');
  const base = trimEndOf(start, /[.\s]/);
  if (base === '') return defaultFilename(type);
  return shorten(reserved.test(base) ? `_${base}` : base);
}

/** From the root, a drive or a home, or up: the way to the file. Other strokes are part of its name, as in a number. */
function isPath(name: string): boolean {
  return /^(?:[/\\~]|[a-z]:|file:)|(?:^|[/\\])\.{1,2}[/\\]/i.test(name.trimStart());
}

/** What people should know by its name. */
const wholeNames = wordTable({
  'message/delivery-status': 'delivery-status.txt',
  'message/global-delivery-status': 'delivery-status.txt',
  'message/disposition-notification': 'read-receipt.txt',
  'message/global-disposition-notification': 'read-receipt.txt',
  'message/feedback-report': 'feedback-report.txt',
  'text/rfc822-headers': 'headers.txt',
  'message/global-headers': 'headers.txt',
  'application/pgp-signature': 'signature.asc',
  'application/pkcs7-signature': 'smime.p7s',
  'application/x-pkcs7-signature': 'smime.p7s',
  'application/pkcs7-mime': 'smime.p7m',
  'application/x-pkcs7-mime': 'smime.p7m',
  'application/ms-tnef': 'winmail.dat',
});

export function defaultFilename(type: string): string {
  const whole = wholeNames[type];
  if (whole !== undefined) return whole;
  const [family = 'file'] = type.split('/');
  const stem = ['image', 'message', 'text', 'audio', 'video'].includes(family) ? family : 'file';
  return `${stem}.${extensions[type] ?? 'bin'}`;
}

// 200 UTF-8 bytes leave room for a suffix within the 255 of most file systems.
function shorten(name: string): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : '';
  let stem = extension === '' ? name : name.slice(0, dot);
  const encoder = new TextEncoder();
  stem = [...stem].slice(0, 200).join('');
  while (encoder.encode(stem).length > 200) stem = [...stem].slice(0, -10).join('');
  return stem + extension;
}
