import type { EntraState } from './entra-state.ts';
import type { GraphContext } from './graph-context.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { SentMessage } from './smtp-delivery.ts';

export interface ControlContext {
  state: EntraState;
  mailboxes: Mailboxes;
  sent: SentMessage[];
  graph: GraphContext;
}
