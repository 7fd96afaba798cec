import { openBench } from '../sandbox/imap-support.ts';

// The simulated Exchange, in a process of its own: what it costs is no part of what is measured. It looks at each line five
// times a second, to end it when its token ends.

export type ServerOrder =
  | { readonly create: readonly string[] }
  | { readonly deliverTo: string; readonly mail: string };

export interface ServerPlace {
  readonly port: number;
  readonly ca: string;
}

/** A token is the moment of its end, in milliseconds since 1970. */
const opening = openBench({
  verifyToken: (token) => ({ kind: Number(token) > Date.now() ? 'granted' : 'invalid' }),
});

process.on('message', (order: ServerOrder) => void obey(order));
process.on('disconnect', () => process.exit());

async function obey(order: ServerOrder): Promise<void> {
  const { port, ca, mailboxes } = await opening;
  if ('deliverTo' in order) {
    mailboxes.deliver(order.deliverTo, Buffer.from(order.mail));
    return;
  }
  for (const address of order.create) mailboxes.create(address);
  process.send?.({ port, ca } satisfies ServerPlace);
}
