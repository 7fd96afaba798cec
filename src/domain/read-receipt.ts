import { type ReportGroup, readRecipient, readReports } from './delivery-report.ts';
import type { ParsedMessage, ReadReceipt } from './message.ts';

type ReceiptFacts = Pick<ParsedMessage, 'attachments' | 'inReplyTo' | 'references'>;

/** @returns undefined when the message is no receipt */
export function readReceipt({ attachments, inReplyTo, references }: ReceiptFacts): ReadReceipt | undefined {
  const part = attachments.find(
    ({ type }) =>
      type === 'message/disposition-notification' || type === 'message/global-disposition-notification',
  );
  if (part === undefined) return undefined;
  const groups = readReports(new TextDecoder().decode(part.content.subarray(0, 50_000)));
  const find = (name: string) => groups.find((group: ReportGroup) => group[name] !== undefined)?.[name] ?? '';
  const original = find('original-message-id').replace(/[<>\s]/g, '');
  return {
    kind: readKind(find('disposition')),
    address: readRecipient(find('original-recipient')) || readRecipient(find('final-recipient')),
    originalIds: [
      ...new Set([...(original === '' ? [] : [original]), ...inReplyTo, ...references.toReversed()]),
    ],
  };
}

// RFC 8098 section 3.2.6: `manual-action/MDN-sent-manually; displayed/modifier`.
function readKind(disposition: string): ReadReceipt['kind'] {
  const type = disposition.split(';').at(-1)?.trim().toLowerCase() ?? '';
  // RFC 2298's draft said "read".
  if (type.startsWith('displayed') || type === 'read') return 'read';
  return type.startsWith('deleted') ? 'deleted' : 'processed';
}
