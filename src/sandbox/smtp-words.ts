import type { SMTPServer } from 'smtp-server';

type Connection = SMTPServer['connections'] extends Set<infer Each> ? Each : never;

const enhancedCode = /^[245]\.\d{1,3}\.\d{1,3} /;
const order = [
  'SIZE',
  'PIPELINING',
  'DSN',
  'ENHANCEDSTATUSCODES',
  'STARTTLS',
  'AUTH',
  '8BITMIME',
  'SMTPUTF8',
];

/**
 * smtp-server puts its own enhanced status code before every reply and lists its own EHLO keywords. Exchange's
 * replies carry their own code, and it lists no REQUIRETLS. (CHUNKING and BINARYMIME are left out: smtp-server
 * has no BDAT.)
 */
export function speakLikeExchange(connection: Connection): void {
  const send = connection.send.bind(connection);
  connection.send = (code, data, context) => {
    if (code === 250 && Array.isArray(data)) {
      const keywords = data.slice(1).filter((line) => order.includes(wordOf(line)));
      keywords.sort((a, b) => order.indexOf(wordOf(a)) - order.indexOf(wordOf(b)));
      return send(code, ['sandbox.localhost Hello [127.0.0.1]', ...keywords], false);
    }
    const hasOwnCode = typeof data === 'string' && enhancedCode.test(data);
    return send(code, data, hasOwnCode || code === 354 ? false : context);
  };
}

function wordOf(line: unknown): string {
  return String(line).split(' ')[0] ?? '';
}
