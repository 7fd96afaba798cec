import type { ImapFlow } from 'imapflow';
import { withSteps } from './imap-inside.ts';
import { sendTogether } from './imap-together.ts';

/** The step of imapflow that each of its commands goes through; no version has promised that it has it. */
interface Inside {
  run?: (this: unknown, command: string, ...given: unknown[]) => Promise<unknown>;
  readonly authenticated?: unknown;
}

/**
 * Signs in with fewer round trips than imapflow takes, each of which costs what the line is long. It says who it is before the
 * sign-in and again after it: here after it alone, as some servers demand, in one go with the question for prefixes. Of what
 * it would switch on, only mail in UTF-8 is of use (RFC 6855), and few servers offer that.
 */
export async function signInBriefly(client: ImapFlow): Promise<void> {
  const inside = client as unknown as Inside;
  const { run } = inside;
  if (run === undefined) return client.connect();
  let prefixes: Promise<unknown> | undefined;
  const ownRun: Inside['run'] = (command, ...given) => {
    if (command === 'ID' && !inside.authenticated) return Promise.resolve({});
    if (command === 'ENABLE' && !client.capabilities.has('UTF8=ACCEPT')) return Promise.resolve();
    if (command === 'NAMESPACE' && prefixes !== undefined) return prefixes;
    const answer = () => run.call(client, command, ...given);
    if (command !== 'ID') return answer();
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const tell = () => {
      const told = answer();
      resolve(told);
      return told;
    };
    const ask = () => {
      prefixes = run.call(client, 'NAMESPACE');
      return prefixes;
    };
    void sendTogether(client, [tell, ask]);
    return promise;
  };
  return withSteps(inside, { run: ownRun }, () => client.connect());
}
