import type { EntraState } from './entra-state.ts';
import { createGraphSettings, type GraphContext, type GraphSettings } from './graph-context.ts';
import type { Mailboxes } from './mailboxes.ts';
import type { MailboxLanguage } from './mailboxes-names.ts';
import type { SentMessage } from './smtp-delivery.ts';

/** What Graph works on, before it listens. */
export function createGraphContext(options: {
  state: EntraState;
  mailboxes: Mailboxes;
  sent: SentMessage[];
  language?: MailboxLanguage | undefined;
  settings?: Partial<GraphSettings> | undefined;
}): GraphContext {
  const { state, mailboxes, sent, language = 'en', settings } = options;
  return {
    state,
    mailboxes,
    sent,
    language,
    settings: createGraphSettings(settings),
    stats: { requests: 0, peak: 0, refused: 0 },
    urls: { graph: '', upload: '' },
    running: new Map(),
    generations: new Map(),
    submitted: new Set(),
    uploads: new Map(),
    subscriptions: new Map(),
    timers: new Set(),
  };
}
