import type { TokenScope } from '../../src/domain/token-scope.ts';
import { t } from '../words.ts';

/** What each scope lets a program do. */
export const scopeWords = (): Readonly<Record<TokenScope, string>> => ({
  'tickets:read': t('read tickets, messages and files'),
  'tickets:write': t('change tickets, write notes and drafts'),
  send: t('send answers and first mails'),
  'customers:read': t('read customers'),
  'customers:write': t('change and block customers'),
  'channels:read': t('read channels, receipts and quarantine'),
  'channels:write': t('fetch, pause and resume channels, decide about quarantine'),
  settings: t('read filters, signatures and all users'),
  facts: t('read what happened'),
  metrics: t('read /metrics'),
});
