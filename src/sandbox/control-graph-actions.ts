import * as z from 'zod';
import { AppError } from '../errors.ts';
import type { ControlContext } from './control-context.ts';
import { sendLifecycle } from './graph-notify.ts';

const number = z.coerce.number().min(0).optional();
const flag = z
  .preprocess((value) => (value === 'true' ? true : value === 'false' ? false : value), z.boolean())
  .optional();
const listed = z.preprocess(
  (value) => (typeof value === 'string' ? value.split(/[\s,]+/).filter(Boolean) : value),
  z.array(z.string()).optional(),
);
const settingsInput = z.object({
  sendDelayMs: number,
  messageIds: z.enum(['kept', 'replaced']).optional(),
  draftIds: z.enum(['kept', 'new']).optional(),
  foreignFrom: z.enum(['replaced', 'denied']).optional(),
  guardsSentMail: flag,
  messageLimit: number,
  hidesReturned: flag,
  hasDeltaQuirks: flag,
  deltaLifetimeSeconds: number,
  knownHeaders: listed,
  losesPieces: flag,
  parallelLimit: number,
  delayMs: number,
  allowsPlainNotifications: flag,
});

/** What a tenant's Graph does differently from another's. */
export const graphActions = {
  'graph-settings'({ graph }: ControlContext, input: Record<string, unknown>) {
    const given = Object.entries(settingsInput.parse(input)).filter(([, value]) => value !== undefined);
    return Object.assign(graph.settings, Object.fromEntries(given));
  },
  /** Told to every subscription's lifecycle address. */
  async 'lifecycle-events'({ graph }: ControlContext, input: Record<string, unknown>) {
    const { event } = z
      .object({ event: z.enum(['reauthorizationRequired', 'subscriptionRemoved', 'missed']) })
      .parse(input);
    const all = [...graph.subscriptions.values()];
    await Promise.all(all.map((each) => sendLifecycle(graph, each, event)));
    return { told: all.length };
  },
  /** As after a mailbox was moved to another server: every delta token of it is worthless. */
  'delta-resets'({ graph, mailboxes }: ControlContext, input: Record<string, unknown>) {
    const { mailbox } = z.object({ mailbox: z.string() }).parse(input);
    const address = mailboxes.get(mailbox)?.address;
    if (address === undefined) throw new AppError('not_found', `The sandbox has no mailbox ${mailbox}.`);
    graph.generations.set(address, (graph.generations.get(address) ?? 0) + 1);
    return { mailbox: address };
  },
};
