import { randomUUID } from 'node:crypto';
import type { GraphContext } from './graph-context.ts';
import { readHead } from './graph-text.ts';
import { findHeader } from './imap-mime.ts';

/** What Exchange writes to the sender when recipients are not there (RFC 3464). @param raw what was sent */
export function writeFailureNotice(
  { state }: GraphContext,
  sender: string,
  recipients: readonly string[],
  raw: Buffer,
): Buffer {
  const { domain } = state.directory;
  const boundary = randomUUID();
  const header = raw.subarray(0, raw.indexOf('\r\n\r\n')).toString('latin1');
  const messageId = findHeader(readHead(raw), 'message-id') ?? '';
  const part = (type: string, lines: readonly string[]) => [
    ...[`--${boundary}`, `Content-Type: ${type}`, ''],
    ...[...lines, ''],
  ];
  const lines = [
    `From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@${domain}>`,
    `To: ${sender}`,
    `Subject: Undeliverable: ${findHeader(readHead(raw), 'subject') ?? ''}`,
    `Date: ${new Date(state.now()).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${randomUUID()}@${domain}>`,
    `In-Reply-To: ${messageId}`,
    `References: ${messageId}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    '',
    ...part('text/plain; charset=us-ascii', [
      `Your message to ${recipients.join(', ')} couldn't be delivered.`,
    ]),
    ...part('message/delivery-status', [
      'Reporting-MTA: dns; sandbox.prod.outlook.com',
      ...recipients.flatMap(describeRecipient),
    ]),
    ...part('text/rfc822-headers', [header]),
    ...[`--${boundary}--`, ''],
  ];
  return Buffer.from(lines.join('\r\n'), 'latin1');
}

function describeRecipient(address: string): string[] {
  return [
    ...['', `Final-Recipient: rfc822;${address}`, 'Action: failed', 'Status: 5.1.10'],
    'Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup',
  ];
}
