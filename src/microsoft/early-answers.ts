import type { ClientRequest } from 'node:http';

/** Of what comes before an answer: Node bounds each head, and not how many there are. */
const mostHeadBytes = 64 * 1024;

/** Any number of heads may come before an answer (RFC 9110 section 15.2): each would be one more sign of life, and no answer. */
export function boundEarlyAnswers(outgoing: ClientRequest, fail: (error: Error) => void): void {
  let begun = 0;
  outgoing.once('socket', (socket) => {
    begun = socket.bytesRead;
  });
  outgoing.on('information', () => {
    const said = (outgoing.socket?.bytesRead ?? 0) - begun;
    if (said > mostHeadBytes) fail(new Error('more came before the answer than an answer is long'));
  });
}
