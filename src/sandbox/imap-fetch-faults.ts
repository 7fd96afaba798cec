import type { Fault, FaultKind } from './faults.ts';
import { renderPlaceholder } from './imap-placeholder.ts';
import type { Session } from './imap-session.ts';
import type { StoredMessage } from './mailboxes.ts';

/** What a FETCH hands out for a message. */
export interface FetchedContent {
  raw: Buffer;
  /** RFC822.SIZE: an estimate at Exchange. */
  size: number;
  /** The literal stops half-way: the server closes, or says nothing more. */
  breaksOff: 'close' | 'stall' | undefined;
}

/** @returns the message, or what a fault makes of it; undefined when the reply is to leave it out. */
export function chooseContent(
  session: Session,
  message: StoredMessage,
  readsBody: boolean,
): FetchedContent | undefined {
  const take = takeForMessage(session, message.uid);
  const lie = session.context.faults.take(session.signedIn?.address ?? '', 'size-lies');
  let { raw } = message;
  const size = Math.round(raw.length * (lie ? (lie.value ?? 3) : 1));
  if (!readsBody) return { raw, size, breaksOff: undefined };
  if (take('empty-fetch')) return undefined;
  if (take('placeholder')) raw = renderPlaceholder(message);
  if (take('truncate-literal')) return { raw, size, breaksOff: 'close' };
  if (take('stall-literal')) return { raw, size, breaksOff: 'stall' };
  return { raw, size, breaksOff: undefined };
}

/** Whether the command as a whole is refused for what it would have to read of this message. */
export function isRefused(session: Session, { uid }: StoredMessage, readsBody: boolean): boolean {
  const address = session.signedIn?.address ?? '';
  return session.context.faults
    .listOf(address)
    .some(
      ({ kind, value = uid }) =>
        value === uid && (kind === 'fetch-refused-whole' || (kind === 'fetch-refused' && readsBody)),
    );
}

/** A fault's `value` narrows it to one UID. */
function takeForMessage(session: Session, uid: number): (kind: FaultKind) => Fault | undefined {
  const { faults } = session.context;
  const mailbox = session.signedIn?.address ?? '';
  return (kind) => {
    const found = faults.find(mailbox, kind, 'FETCH');
    if (!found || (found.value !== undefined && found.value !== uid)) return undefined;
    return faults.take(mailbox, kind, 'FETCH');
  };
}
