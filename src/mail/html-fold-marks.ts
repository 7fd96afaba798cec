import type { FoldMark } from '../domain/html/html-fold.ts';

/**
 * Recognises, before names and classes are stripped, where mail programs begin a quote or a signature.
 * `quote` and `signature` are the element itself; `rest` means from here to the end of what contains it.
 */
export function findFold(tag: string, attributes: Record<string, string>): FoldMark | undefined {
  if (tag === 'blockquote') return isQuoteBlock(attributes) ? 'quote' : undefined;
  if (tag !== 'div' && tag !== 'pre' && tag !== 'hr' && tag !== 'table') return undefined;
  const names =
    `${attributes.class ?? ''} ${attributes.id ?? ''} ${attributes['data-smartmail'] ?? ''}`.slice(0, 500);
  if (names.length > 2) {
    if (signatures.test(names)) return 'signature';
    if (quotes.test(names)) return 'quote';
    if (rests.test(names)) return 'rest';
  }
  if (attributes.name === 'messageReplySection') return 'quote';
  return attributes.style !== undefined && outlookLine.test(attributes.style.slice(0, 300))
    ? 'rest'
    : undefined;
}

// Gmail, Thunderbird, Outlook on the web and mobile, Apple Mail.
const signatures =
  /(?:^|\s)(?:x_)*(?:gmail_signature|moz-signature|Signature|ms-outlook-mobile-signature|AppleMailSignature|protonmail_signature_block)(?=\s|$)/;
// Gmail, Yahoo, Proton, Zoho, GMX.
const quotes =
  /(?:^|\s)(?:x_)*(?:gmail_quote|gmail_quote_container|yahoo_quoted|protonmail_quote|zmail_extra|gmx_quote|moz-cite-prefix|moz-forward-container|gmail_attr|tutanota_quote|hey_quote|front-blockquote|ydp\w+yahoo_quoted)(?=\s|$)/;
// Outlook on the web, old Outlook Express, Outlook for iOS.
const rests =
  /(?:^|\s)(?:x_)*(?:appendonsend|divRplyFwdMsg|OutlookMessageHeader|mail-editor-reference-message-container|stopSpelling)(?=\s|$)/;
// Outlook for Windows draws a line over the "From: Sent: To:" block.
const outlookLine =
  /^\s*border:\s*none;\s*border-top:\s*solid #(?:E1E1E1|B5C4DF) 1\.0pt;\s*padding:\s*3\.0pt/i;

function isQuoteBlock(attributes: Record<string, string>): boolean {
  return (
    attributes.type?.toLowerCase() === 'cite' || /gmail_quote|protonmail_quote/.test(attributes.class ?? '')
  );
}
