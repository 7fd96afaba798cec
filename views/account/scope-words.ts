import type { TokenScope } from '../../src/domain/token-scope.ts';

/** What each scope lets a program do. */
export const scopeWords: Readonly<Record<TokenScope, string>> = {
  'tickets:read': 'read tickets, messages and files',
  'tickets:write': 'change tickets, write notes and drafts',
  send: 'send answers and first mails',
  'customers:read': 'read customers',
  'customers:write': 'change and block customers',
  'channels:read': 'read channels, receipts and quarantine',
  'channels:write': 'fetch, pause and resume channels, decide about quarantine',
  settings: 'read filters, signatures and all users',
  facts: 'read what happened',
  metrics: 'read /metrics',
};
