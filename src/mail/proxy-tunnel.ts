import { type ClientRequest, request as requestPlain } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP, isIPv6, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { trustAuthority } from '../authorities.ts';
import { RemoteError } from '../domain/failure.ts';

interface Target {
  readonly host: string;
  readonly port: number;
}

/**
 * Opens a line through an HTTP proxy (RFC 9110 section 9.3.6).
 * @throws RemoteError network: `PROXY_REFUSED` with what the proxy answered, or Node's code where it was not reached
 */
export function openTunnel(proxy: string, target: Target, milliseconds: number): Promise<Socket> {
  const url = new URL(proxy);
  const authority = `${isIPv6(target.host) ? `[${target.host}]` : target.host}:${target.port}`;
  return new Promise((resolve, reject) => {
    const outgoing = startConnect(url, authority);
    const fail = (code: string, text: string, cause?: unknown) => {
      clearTimeout(deadline);
      outgoing.destroy();
      const failure = {
        origin: 'network',
        code,
        command: 'CONNECT',
        text: `Proxy ${url.host}: ${text}`,
      } as const;
      reject(new RemoteError(failure, { cause }));
    };
    const deadline = setTimeout(
      () => fail('ETIMEDOUT', `no answer within ${milliseconds / 1000} seconds.`),
      milliseconds,
    );
    const refuse = (status = 0, words = '') =>
      fail('PROXY_REFUSED', `it answered ${`${status} ${words}`.trim().slice(0, 200)} to ${authority}.`);
    outgoing.on('error', (error: Error & { code?: string }) => {
      fail(error.code ?? 'ECONNRESET', error.message, error);
    });
    outgoing.on('response', (answer) => refuse(answer.statusCode, answer.statusMessage));
    outgoing.on('connect', (answer, socket: Socket, head: Buffer) => {
      const { statusCode = 0, statusMessage } = answer;
      if (statusCode < 200 || statusCode > 299) return refuse(statusCode, statusMessage);
      clearTimeout(deadline);
      socket.setTimeout(0);
      // A server that greets at once may have spoken already.
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    outgoing.end();
  });
}

/** Encrypts a line that is open. @throws RemoteError network, with Node's code; the line is closed then */
export function encryptTunnel(
  socket: Socket,
  { host }: Target,
  ca: string | undefined,
  milliseconds: number,
): Promise<Socket> {
  const servername = isIP(host) > 0 ? {} : { servername: host };
  return new Promise((resolve, reject) => {
    const encrypted = connect({ socket, minVersion: 'TLSv1.2', ...servername, ...trustAuthority(ca) });
    const fail = (code: string, text: string, cause?: unknown) => {
      clearTimeout(deadline);
      encrypted.destroy();
      socket.destroy();
      const failure = { origin: 'network', code, command: 'CONNECT', text } as const;
      reject(new RemoteError(failure, { cause }));
    };
    const deadline = setTimeout(
      () => fail('ETIMEDOUT', `TLS was not agreed within ${milliseconds / 1000} seconds.`),
      milliseconds,
    );
    encrypted.once('secureConnect', () => {
      clearTimeout(deadline);
      resolve(encrypted);
    });
    encrypted.once('error', (error: Error & { code?: string }) => {
      fail(error.code ?? 'ECONNRESET', error.message, error);
    });
    encrypted.once('close', () => fail('ECONNRESET', 'The line was closed before TLS was agreed.'));
  });
}

function startConnect(url: URL, authority: string): ClientRequest {
  const { hostname, port, username, password, protocol } = url;
  const isTls = protocol === 'https:';
  const who = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const start = isTls ? requestTls : requestPlain;
  return start({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isTls ? 443 : 80) : Number(port),
    method: 'CONNECT',
    path: authority,
    agent: false,
    headers: {
      host: authority,
      ...(username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(who).toString('base64')}` }),
    },
  });
}
