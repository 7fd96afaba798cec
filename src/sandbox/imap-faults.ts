import { setTimeout as wait } from 'node:timers/promises';
import type { Fault, FaultKind } from './faults.ts';
import type { ImapCommand, Session } from './imap-session.ts';

/** Where the faults of the moment before sign-in are set. */
export const anyMailbox = '*';
export const tokenExpired = '* BYE Session invalidated - AccessTokenExpired';
export const connectionClosed = '* BYE Connection closed. 14';
export const notConnected = 'BAD User is authenticated but not connected.';

/**
 * What a fault makes of a command, before the command is looked at.
 * @returns the tagged reply instead of running it; 'silence' when the connection is over; undefined to go on.
 */
export async function applyFault(
  session: Session,
  command: ImapCommand,
  mailbox = session.signedIn?.address,
): Promise<string | undefined> {
  if (mailbox === undefined) return undefined;
  const take = takeFor(session, command, mailbox);
  const slow = take('slow');
  if (slow) await wait(slow.value ?? 1000, undefined, { ref: false });
  if (take('stall')) {
    await session.reader.discardRest();
    return 'silence';
  }
  return endOnFault(session, command, mailbox) ?? refuse(command, take);
}

/** The faults that end a connection, whether it waits in IDLE or has just sent a command. */
export function endOnFault(session: Session, command: ImapCommand, mailbox: string): 'silence' | undefined {
  const take = takeFor(session, command, mailbox);
  const cut = take('disconnect-after-bytes');
  if (cut) session.out.cutAfter(cut.value ?? 0);
  if (take('token-expired')) return sayBye(session, tokenExpired);
  if (take('connection-closed')) return sayBye(session, connectionClosed);
  if (take('server-unavailable-line')) return sayBye(session, 'Server Unavailable.');
  return undefined;
}

/** Sends an untagged last line and closes. */
export function sayBye(session: Session, line: string): 'silence' {
  session.out.write(`${line}\r\n`);
  session.out.end();
  return 'silence';
}

function refuse(command: ImapCommand, take: Take): string | undefined {
  const throttle = take('throttle');
  if (throttle)
    return `BAD Request is throttled. Suggested Backoff Time: ${throttle.value ?? 92415} milliseconds`;
  const words = take('imap-reply')?.words;
  if (words !== undefined) return words;
  if (take('server-unavailable')) return 'NO Server Unavailable. 15';
  if (take('not-connected')) return notConnected;
  if (take('invalid-state')) return 'BAD Command received in Invalid state.';
  if (command.name === 'EXPUNGE' && take('expunge-failed')) return 'NO EXPUNGE failed';
  if (take('command-failed')) return `NO ${command.name} failed.`;
  return undefined;
}

type Take = (kind: FaultKind) => Fault | undefined;

/** A fault that names no command strikes all but sign-in and goodbye; 'UID EXPUNGE' is told from 'EXPUNGE'. */
function takeFor(session: Session, { name, byUid }: ImapCommand, mailbox: string): Take {
  const { faults } = session.context;
  return (kind) => {
    const mustBeNamed = ['LOGOUT', 'AUTHENTICATE', 'LOGIN'].includes(name);
    if (mustBeNamed && faults.find(mailbox, kind, name)?.command === undefined) return undefined;
    return (
      faults.take(mailbox, kind, name) ?? (byUid ? faults.take(mailbox, kind, `UID ${name}`) : undefined)
    );
  };
}
