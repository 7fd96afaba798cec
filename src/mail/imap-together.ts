import type { ImapFlow } from 'imapflow';
import { withSteps } from './imap-inside.ts';
import { isAgreed } from './imap-steps.ts';

interface Request {
  readonly tag: string;
  sent?: boolean;
}

/** The steps of imapflow by which a command gets onto the line; no version has promised that it has them. */
interface Inside {
  exec?: (this: unknown, ...given: unknown[]) => Promise<unknown>;
  send?: (this: unknown, request: Request) => Promise<void>;
  readonly requestQueue?: readonly Request[];
  readonly currentRequest?: Request | false;
  /** Literals of the command under way that the server has yet to ask for. */
  readonly commandParts?: readonly unknown[];
}

/**
 * Sends commands one right behind the other, where imapflow waits for each answer: over a long line that costs a round trip
 * for each. A server answers them in their order, and where messages go by UIDs none changes what another one means
 * (RFC 9051 section 5.5). Where imapflow has no such steps any more, or literals are under way, they go one by one.
 * @param commands each hands one command to imapflow; only the first may have literals. One that hands over nothing is the last.
 * @returns what became of those that were begun, when all of them have been answered
 */
export async function sendTogether(
  client: ImapFlow,
  commands: readonly (() => Promise<unknown>)[],
): Promise<PromiseSettledResult<unknown>[]> {
  const inside = client as unknown as Inside;
  const { exec, send } = inside;
  let noteGiven: (() => void) | undefined;
  if (exec === undefined || send === undefined) return begin(commands, () => undefined);
  const ahead = new Set<string>();
  const ownSend: Inside['send'] = async (request) => {
    if (!ahead.delete(request.tag)) return send.call(client, request);
    // Its turn has come, and it is on the line already.
    const { currentRequest } = inside;
    if (currentRequest && currentRequest.tag === request.tag) currentRequest.sent = true;
  };
  const ownExec: Inside['exec'] = (...given) => {
    const answer = exec.apply(client, given);
    for (const request of inside.requestQueue ?? []) {
      if (ahead.has(request.tag) || inside.commandParts?.length !== 0) continue;
      ahead.add(request.tag);
      // What cannot be sent now fails when its turn comes.
      send.call(client, request).catch(() => ahead.delete(request.tag));
    }
    noteGiven?.();
    return answer;
  };
  const work = () =>
    begin(commands, (listener) => {
      noteGiven = listener;
    });
  return withSteps(inside, { send: ownSend, exec: ownExec }, work);
}

/** Begins each when the one before it is handed over, or has ended. */
async function begin(
  commands: readonly (() => Promise<unknown>)[],
  onGiven: (listener: () => void) => void,
): Promise<PromiseSettledResult<unknown>[]> {
  const begun: Promise<unknown>[] = [];
  for (const command of commands) {
    const { promise: given, resolve } = Promise.withResolvers<boolean>();
    onGiven(() => resolve(true));
    const answer = command();
    begun.push(answer);
    const isDone = answer.then(isAgreed);
    if (!(await Promise.race([given, isDone.catch(() => false)]))) break;
  }
  return Promise.allSettled(begun);
}
