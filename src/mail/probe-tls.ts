import { connect } from 'node:tls';
import type { MailServer } from '../domain/cloud.ts';
import { RemoteError } from '../domain/failure.ts';

const patience = 5000;

/**
 * A port that speaks TLS from its first byte says nothing to a client that waits for words: that looks like silence or a
 * cut. Nothing is sent on the line that finds it out.
 * @returns the failure under its true name where it is that, else as it came
 */
export async function nameTlsPort(error: RemoteError, server: MailServer): Promise<RemoteError> {
  const { origin, code, command } = error.failure;
  const isSilence = origin === 'network' && ['ETIMEDOUT', 'ECONNRESET', 'EPROTO'].includes(code ?? '');
  const isAtGreeting = command === undefined || command === 'CONNECT';
  if (server.security === 'tls' || !isSilence || !isAtGreeting) return error;
  if (!(await speaksTls(server))) return error;
  const text = `${server.host}:${server.port} answers in TLS at once.`;
  return new RemoteError({ ...error.failure, code: 'TLS_EXPECTED', text }, { cause: error });
}

function speaksTls({ host, port }: MailServer): Promise<boolean> {
  return new Promise((resolve) => {
    // Whose certificate it is makes no difference here: the line is ended before a word is said.
    const socket = connect({ host, port, rejectUnauthorized: false, timeout: patience });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('secureConnect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
    socket.once('close', () => end(false));
  });
}
