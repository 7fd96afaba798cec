import { formatString } from './imap-format.ts';
import { findHeader, type HeaderField } from './imap-mime.ts';

/** ENVELOPE (RFC 9051 section 7.5.2): Sender and Reply-To fall back on From. */
export function formatEnvelope(headers: readonly HeaderField[]): string {
  const text = (name: string) => formatString(findHeader(headers, name));
  const from = findHeader(headers, 'from');
  const addresses = [
    from,
    findHeader(headers, 'sender') ?? from,
    findHeader(headers, 'reply-to') ?? from,
    ...['to', 'cc', 'bcc'].map((name) => findHeader(headers, name)),
  ].map(formatAddresses);
  return `(${[text('date'), text('subject'), ...addresses, text('in-reply-to'), text('message-id')].join(' ')})`;
}

function formatAddresses(field: string | undefined): string {
  const addresses = splitAddresses(field ?? '').map(formatAddress);
  return addresses.length === 0 ? 'NIL' : `(${addresses.join('')})`;
}

function splitAddresses(field: string): string[] {
  const pieces = field.match(/(?:"(?:[^"\\]|\\.)*"|\([^)]*\)|<[^>]*>|[^,])+/g) ?? [];
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== '');
}

function formatAddress(text: string): string {
  const angle = /^(.*?)<([^>]*)>/s.exec(text);
  const address = (angle?.[2] ?? text.replace(/\([^)]*\)/g, '')).trim();
  const name = (angle?.[1] ?? '')
    .trim()
    .replace(/^"(.*)"$/s, '$1')
    .replace(/\\(.)/g, '$1');
  const at = address.lastIndexOf('@');
  const mailbox = at < 0 ? address : address.slice(0, at);
  const host = at < 0 ? '.MISSING-HOST-NAME.' : address.slice(at + 1);
  return `(${formatString(name === '' ? undefined : name)} NIL ${formatString(mailbox)} ${formatString(host)})`;
}
