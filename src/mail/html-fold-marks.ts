import type { FoldMark } from '../domain/html/html-outline.ts';

/**
 * Recognises, before names and classes are stripped, where mail programs begin a quote or a signature.
 * `quote` and `signature` are the element itself, `maybe` is a quote where a line above says so; `rest` means from here to the
 * end of what contains it.
 */
export function findFold(tag: string, attributes: Record<string, string>): FoldMark | undefined {
  if (tag === 'blockquote') return isQuoteBlock(attributes) ? 'quote' : 'maybe';
  if (tag === 'span' && attributes.id === 'OLK_SRC_BODY_SECTION') return 'quote';
  if (tag !== 'div' && tag !== 'pre' && tag !== 'hr' && tag !== 'table') return undefined;
  const names =
    `${attributes.class ?? ''} ${attributes.id ?? ''} ${attributes['data-smartmail'] ?? ''}`.slice(0, 500);
  if (names.length > 2) {
    if (signatures.test(names)) return 'signature';
    if (quotes.test(names)) return 'quote';
    if (rests.test(names)) return 'rest';
  }
  if (attributes.name === 'messageReplySection' || attributes.name === 'quote') return 'quote';
  const style = attributes.style?.slice(0, 300) ?? '';
  if (isOutlookLine(style)) return 'rest';
  return tag === 'div' && leftLine.test(style) ? 'maybe' : undefined;
}

// Gmail, Thunderbird, Outlook on the web and mobile, Apple Mail.
const signatures =
  /(?:^|\s)(?:x_)*(?:gmail_signature|moz-signature|Signature|ms-outlook-mobile-signature|AppleMailSignature|protonmail_signature_block)(?=\s|$)/;
// Gmail, Yahoo, Proton, Zoho, GMX.
const quotes =
  /(?:^|\s)(?:x_)*(?:gmail_quote|gmail_quote_container|yahoo_quoted|protonmail_quote|zmail_extra|gmx_quote|moz-cite-prefix|moz-forward-container|gmail_attr|tutanota_quote|hey_quote|front-blockquote|ms-outlook-mobile-reference-message|ydp\w+yahoo_quoted)(?=\s|$)/;
// Outlook on the web, old Outlook Express, Outlook for iOS.
const rests =
  /(?:^|\s)(?:x_)*(?:appendonsend|divRplyFwdMsg|OutlookMessageHeader|mail-editor-reference-message-container|stopSpelling|zwchr)(?=\s|$)/;
/** Outlook draws a line in one of two colours over the "From: Sent: To:" block; its later programs write the style anew. */
function isOutlookLine(style: string): boolean {
  return outlookColour.test(style) && outlookPadding.test(style) && topLine.test(style);
}

const outlookColour = /#(?:e1e1e1|b5c4df)\b|rgb\(\s?(?:225,\s?225,\s?225|181,\s?196,\s?223)\s?\)/i;
const outlookPadding = /padding(?:-top)?:\s?3(?:\.0)?pt/i;
const topLine =
  /border-top:\s?(?:solid #|(?:#[\da-f]{6} )?1(?:\.0)?pt solid)|border-style:\s?solid none none/i;

/** How many programs draw what is quoted. */
const leftLine = /(?:^|;)\s{0,5}border-left:[^;]{0,60}solid/i;

function isQuoteBlock(attributes: Record<string, string>): boolean {
  return (
    attributes.type?.toLowerCase() === 'cite' ||
    attributes.cite?.startsWith('mid:') === true ||
    /gmail_quote|protonmail_quote|isReplyContent|__aliyun_previous_body_wrap|MAC_OUTLOOK_ATTRIBUTION_BLOCKQUOTE/.test(
      `${attributes.class ?? ''} ${attributes.id ?? ''}`,
    )
  );
}
