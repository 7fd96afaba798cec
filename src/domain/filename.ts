import { trimEndOf } from './plain-text.ts';
import { wordTable } from './word-table.ts';

/** Names that Windows keeps for devices, whatever the extension; the small figures are figures to it too. */
const reserved = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[\d¹²³]) {0,99}(?:\.|$)/i;
/** Letters and signs that look like nothing: a row of them would push the end of a name out of sight. */
const blanks = /[\s\u115f\u1160\u2800\u3164\uffa0]+/gu;
const extensions = wordTable({
  'message/rfc822': 'eml',
  'message/global': 'eml',
  'text/calendar': 'ics',
  'text/plain': 'txt',
  'text/html': 'html',
  'text/csv': 'csv',
  'text/xml': 'xml',
  'text/rtf': 'rtf',
  'text/richtext': 'rtx',
  'text/markdown': 'md',
  'text/vcard': 'vcf',
  'text/x-vcard': 'vcf',
  'text/directory': 'vcf',
  'image/jpeg': 'jpg',
  'image/jpg': 'jpg',
  'image/pjpeg': 'jpg',
  'image/tiff': 'tif',
  'image/bmp': 'bmp',
  'image/x-ms-bmp': 'bmp',
  'image/heic': 'heic',
  'image/heif': 'heif',
  'image/avif': 'avif',
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/wave': 'wav',
  'audio/vnd.wave': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/mp4': 'm4a',
  'audio/x-m4a': 'm4a',
  'audio/aac': 'aac',
  'audio/amr': 'amr',
  'audio/ogg': 'ogg',
  'audio/basic': 'au',
  'audio/3gpp': '3gp',
  'video/mp4': 'mp4',
  'video/mpeg': 'mpg',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'video/3gpp': '3gp',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/svg+xml': 'svg',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'application/x-pdf': 'pdf',
  'application/zip': 'zip',
  'application/x-zip-compressed': 'zip',
  'application/gzip': 'gz',
  'application/x-gzip': 'gz',
  'application/x-7z-compressed': '7z',
  'application/rtf': 'rtf',
  'application/xml': 'xml',
  'application/json': 'json',
  'application/msword': 'doc',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.ms-powerpoint': 'ppt',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.ms-outlook': 'msg',
  'application/ics': 'ics',
  'application/pgp-keys': 'asc',
  'application/pgp-signature': 'asc',
  'application/mac-binhex40': 'hqx',
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
    .replace(blanks, ' ')
    .trim()
    .replace(/^[.\s]+/, '');
  const base = trimEndOf(start, /[.\s]/);
  if (base === '') return defaultFilename(type);
  return shorten(nameExtension(reserved.test(base) ? `_${base}` : base, type));
}

/** Without an extension nothing opens a file; mail programs name forwarded messages by their subjects, for one. */
function nameExtension(name: string, type: string): string {
  const extension = extensions[type];
  if (extension === undefined || type === 'text/plain') return name;
  const isMessage = extension === 'eml';
  // The pieces of an archive have a number behind its extension.
  const has = isMessage
    ? /\.(?:eml|msg|mht|txt)$/i
    : /\.(?:(?=[a-z\d]{0,9}[a-z])[a-z\d]{1,10}|[a-z\d]{2,4}\.\d{2,3})$/i;
  return has.test(name) ? name : `${name}.${extension}`;
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
