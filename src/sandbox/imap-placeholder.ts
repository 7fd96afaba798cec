import { findHeader, parseHeaders } from './imap-mime.ts';
import type { StoredMessage } from './mailboxes.ts';

/**
 * What Exchange serves in place of a message that it cannot convert (or that is still being scanned):
 * a mail of its own which names the original in its text. It has neither a Message-ID nor a date, and an author without an
 * address (OfflineIMAP/offlineimap#62).
 */
export function renderPlaceholder(message: StoredMessage): Buffer {
  const headers = parseHeaders(message.raw.toString('latin1', 0, 32 * 1024));
  const subject = findHeader(headers, 'subject') ?? '';
  const body = [
    "The server couldn't retrieve the following message:",
    '',
    `Subject: "${subject}"`,
    `From: ${findHeader(headers, 'from') ?? ''}`,
    `Sent date: ${findHeader(headers, 'date') ?? ''}`,
    '',
    "The message hasn't been deleted. You might be able to view it using either Outlook or Outlook Web App. You can also contact the sender to find out what the message says.",
    '',
  ];
  const header = [
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset="us-ascii"',
    'From: Microsoft Exchange Server',
    `To: ${findHeader(headers, 'to') ?? 'undisclosed-recipients:;'}`,
    'Subject: Retrieval using the IMAP4 protocol failed for the following',
    ` message: ${message.uid}`,
    'Content-Transfer-Encoding: quoted-printable',
    '',
    '',
  ];
  return Buffer.from([...header, ...body.map((line) => line.replaceAll('=', '=3D'))].join('\r\n'), 'latin1');
}
