import { isIP } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import type { WebContext } from './context.ts';

/** @returns the peer's address; X-Forwarded-For counts only behind a trusted proxy, and of it the entry the proxy added. */
export function clientAddress(c: Context, web: WebContext): string {
  return chooseAddress(c.req.header('x-forwarded-for'), peerAddress(c), web);
}

/** The same before there is more than the head of a request. @param header X-Forwarded-For */
export function chooseAddress(
  header: string | readonly string[] | undefined,
  peer: string | undefined,
  { trustProxy }: Pick<WebContext, 'trustProxy'>,
): string {
  if (!trustProxy) return peer ?? 'unknown';
  const last =
    String(header ?? '')
      .split(',')
      .at(-1) ?? '';
  return withoutPort(last.trim()) ?? peer ?? 'unknown';
}

/** Some write the port beside it: Application Gateway of Azure and IIS, as RFC 7239 section 6 does. @returns undefined for no address */
function withoutPort(node: string): string | undefined {
  if (isIP(node) !== 0) return node;
  const { v6, v4 } =
    /^(?:\[(?<v6>[\d.:a-f]{2,45})\]|(?<v4>[\d.]{7,15}))(?::\d{1,5})?$/i.exec(node)?.groups ?? {};
  if (v4 !== undefined && isIP(v4) === 4) return v4;
  return v6 !== undefined && isIP(v6) === 6 ? v6 : undefined;
}

/** Whether the address is that of a proxy whose headers are not trusted: all requests that pass it have this address. */
export function isBehindUntrustedProxy(c: Context, web: WebContext): boolean {
  return !web.trustProxy && isForwarded(c) && ownNetwork.test(peerAddress(c));
}

/** Whether a request says that it came through a proxy, by any of the fields that these write. */
export function isForwarded(c: Context): boolean {
  return proxyFields.some((name) => c.req.header(name) !== undefined);
}

/** RFC 7239, RFC 9110 section 7.6.3, and what proxies wrote before. */
const proxyFields = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
];

/** Says once, and loudly, that a proxy stands before us and the settings do not know of it. */
export function noticeProxy(web: WebContext): MiddlewareHandler {
  let isSaid = false;
  return async (c, next) => {
    if (!isSaid && isBehindUntrustedProxy(c, web)) {
      isSaid = true;
      web.log.warn(
        'requests come through a proxy, and POSTROOM_TRUST_PROXY is off: all people count as one address; set it to on when the proxy sets X-Forwarded-For itself',
        { proxy: peerAddress(c) },
      );
    }
    return next();
  };
}

function peerAddress(c: Context): string {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  return incoming?.socket.remoteAddress ?? 'unknown';
}

/** Loopback, and what is private by RFC 1918 and RFC 4193: a proxy stands near. */
const ownNetwork =
  /^(?:::ffff:)?(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|^::1$|^f[cd][0-9a-f]{2}:/i;
