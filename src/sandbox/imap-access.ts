import { connectionClosed, notConnected, sayBye, tokenExpired } from './imap-faults.ts';
import type { Session } from './imap-session.ts';

/** Commands refused with "not connected" before Exchange closes. */
const maxRefusals = 5;

/**
 * Asks again whether the token is good for the mailbox, as it may have run out or been revoked.
 * @returns the tagged reply that refuses the command, 'silence' after a goodbye, undefined when all is well.
 */
export function checkAccess(session: Session): string | undefined {
  const { signedIn, context } = session;
  if (!signedIn) return undefined;
  if (session.selected?.isInvalid) return sayBye(session, connectionClosed);
  const verdict = context.verifyToken(signedIn.token, signedIn.address);
  if (verdict.kind === 'invalid') return sayBye(session, tokenExpired);
  if (verdict.kind === 'granted' && signedIn.mailbox) return undefined;
  session.refusals++;
  return session.refusals > maxRefusals ? sayBye(session, connectionClosed) : notConnected;
}
