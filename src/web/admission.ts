import type { IncomingMessage, RequestListener } from 'node:http';
import { networkOf } from '../domain/sign-in-limit.ts';
import { hashToken } from '../domain/token.ts';
import { toAppError } from '../errors.ts';
import { readSessionCookie } from './account/session.ts';
import { chooseAddress } from './client-address.ts';
import type { WebContext } from './context.ts';
import { bearerOf } from './read-token.ts';
import { refuseEarly } from './refuse-early.ts';
import { type StreamLimit, tooManyStreams } from './stream-limit.ts';
import { createTurnstile, type Turnstile } from './turnstile.ts';

// Made once: to note where an error was made costs more than to refuse a request.
const streamRefusal = tooManyStreams();

type Admitting = Pick<WebContext, 'callers' | 'trustProxy' | 'publicUrl'>;

interface Inside {
  readonly streams: StreamLimit;
  readonly serve: RequestListener;
}

/** RFC 6761 section 6.4. */
const noHost = 'none.invalid';

/**
 * Stands before the routes and all that is made for them. Requests begin one after another, each sender's in turn: people by
 * their session or token, everybody else by his network. So whoever sends thousands, refused ones among them, holds up himself;
 * what is more than can wait is refused in a few words, and its line closed.
 */
export function createAdmission(
  web: Admitting,
  { streams, serve }: Inside,
  turnstile: Turnstile = createTurnstile(),
): RequestListener {
  return (incoming, outgoing) => {
    const address = chooseAddress(incoming.headers['x-forwarded-for'], incoming.socket.remoteAddress, web);
    const credential = credentialOf(incoming, web);
    const userId = credential === undefined ? undefined : web.callers.find(credential);
    const begin = () => {
      if (outgoing.destroyed) return undefined;
      // HTTP/1.0 has none, and probes of load balancers still speak it. Whoever looks at the host knows no such name.
      incoming.headers.host ??= noHost;
      if (userId !== undefined && opensPage(incoming)) outgoing.once('close', turnstile.hold());
      const isRoom = !isStream(incoming) || streams.isRoom({ session: credential ?? address, address });
      return isRoom ? serve(incoming, outgoing) : refuseEarly(incoming, outgoing, streamRefusal);
    };
    const network = networkOf(address);
    // Whoever watches the program has little patience, and no session: a line beside that of other strangers.
    const stranger = isProbe(incoming) ? `probes of ${network}` : `network ${network}`;
    const sender = userId === undefined ? stranger : `user ${userId}`;
    const refused = (error: unknown) => refuseEarly(incoming, outgoing, toAppError(error));
    return void turnstile.pass(sender, isFollowing(incoming)).then(begin, refused);
  };
}

function isProbe({ url }: IncomingMessage): boolean {
  return url === '/healthz' || url === '/readyz';
}

/** A list of tickets that is open and reads itself again; it is told of changes when there is room (web/pace). */
function isFollowing({ headers }: IncomingMessage): boolean {
  const target = headers['hx-target'];
  return typeof target === 'string' && target.includes('ticket-list');
}

/** What somebody waits for at the screen; programs do not. */
function opensPage(incoming: IncomingMessage): boolean {
  const { method, headers } = incoming;
  return (
    method === 'GET' && headers.authorization === undefined && !isFollowing(incoming) && !isStream(incoming)
  );
}

function isStream({ url = '' }: IncomingMessage): boolean {
  return url === '/events' || url.startsWith('/events?');
}

/** @returns the hash of what the request claims to come with, whether that is good or not */
function credentialOf({ headers }: IncomingMessage, web: Admitting): string | undefined {
  const given = bearerOf(headers.authorization) ?? readSessionCookie(headers.cookie, web);
  return given === undefined ? undefined : hashToken(given);
}
