export type TraceProtocol = 'IMAP' | 'SMTP' | 'GRAPH';

/** Who said a line: we (`C`) or the server (`S`). */
export type TraceSide = 'C' | 'S';

/** Takes the lines of a conversation with a server, as long as somebody wants them. */
export interface TraceSink {
  isOn(): boolean;
  /** @param text one or more lines as they were sent; what must not be kept is taken out here */
  note(protocol: TraceProtocol, side: TraceSide, text: string): void;
}

const longestLine = 500;
const hidden = '(hidden)';

/** A word of this many letters of Base64 may be a token or a password. */
const longWord = /[A-Za-z0-9+/_=.-]{40,}/g;
const imapSecret = /^(\S+ (?:AUTHENTICATE \S+|LOGIN))\b.*$/i;
const smtpSecret = /^(AUTH(?: \S+)?).*$/i;
const smtpCommand = /^(?:EHLO|HELO|STARTTLS|MAIL|RCPT|DATA|RSET|NOOP|QUIT|VRFY)\b/i;

/** @returns the line without tokens and passwords; a client's line that is no command is hidden whole */
export function redactLine(protocol: TraceProtocol, side: TraceSide, line: string): string {
  const shown = side === 'C' ? redactCommand(protocol, line) : line.replace(/^(334) .*$/, `$1 ${hidden}`);
  const clean = shown.replace(longWord, hidden).replace(/\p{C}/gu, ' ').trimEnd();
  return clean.length > longestLine ? `${clean.slice(0, longestLine)}…` : clean;
}

function redactCommand(protocol: TraceProtocol, line: string): string {
  // A method, a path and an id of ours: no header is told, and no body.
  if (protocol === 'GRAPH') return line;
  if (protocol === 'SMTP') {
    if (smtpSecret.test(line)) return line.replace(smtpSecret, `$1 ${hidden}`);
    return smtpCommand.test(line) ? line : hidden;
  }
  if (imapSecret.test(line)) return line.replace(imapSecret, `$1 ${hidden}`);
  return /^(?:[A-Z0-9]+ [A-Z]|DONE\b)/i.test(line) ? line : hidden;
}
