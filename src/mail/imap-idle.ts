import type { ImapFlow } from 'imapflow';
import { normalizeImapError } from './failure.ts';
import type { Steps } from './imap-steps.ts';

export interface Idling {
  /**
   * Waits for the selected folder to change (RFC 2177). Nothing else may run on the connection meanwhile.
   * @returns true when mail came or went, false when `signal` ended the wait
   * @throws RemoteError when the line is lost
   */
  waitForChange(signal: AbortSignal): Promise<boolean>;
}

export function createIdling(client: ImapFlow, steps: Steps): Idling {
  // Any answer may tell of new mail (RFC 3501 section 7), also while the last fetch still ran.
  let hasArrived = false;
  client.on('exists', ({ count, prevCount }: { count: number; prevCount: number }) => {
    if (count > prevCount) hasArrived = true;
  });
  return {
    async waitForChange(signal) {
      if (signal.aborted) return false;
      if (hasArrived) {
        hasArrived = false;
        return true;
      }
      const change = watch(client, signal);
      try {
        void client.idle().catch(change.fail);
        return await change.happened;
      } finally {
        change.stop();
        // Any command ends IDLE; this one also shows that the line still stands.
        await steps.run('NOOP', () => client.noop());
        hasArrived = false;
      }
    },
  };
}

function watch(client: ImapFlow, signal: AbortSignal) {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const onChange = () => resolve(true);
  const onAbort = () => resolve(false);
  const fail = (error: unknown) => reject(normalizeImapError(error, 'IDLE'));
  const onClose = () => fail({ code: 'NoConnection', message: 'The connection was cut.' });
  client.on('exists', onChange);
  client.on('expunge', onChange);
  client.on('error', fail);
  client.on('close', onClose);
  signal.addEventListener('abort', onAbort);
  return {
    happened: promise,
    fail,
    stop() {
      client.off('exists', onChange);
      client.off('expunge', onChange);
      client.off('error', fail);
      client.off('close', onClose);
      signal.removeEventListener('abort', onAbort);
    },
  };
}
