import type { Duty } from '../../src/domain/actor.ts';
import { t } from '../words.ts';

/** @param via as `describeVia` writes it: `page`, `token:7`, `fetch:3`. @returns through what something was done */
export function describeVia(via: string): string {
  const [kind = '', id] = via.split(':');
  const words = viaWords();
  if (kind === 'token') return t('API token {id}', { id: id ?? '' });
  return isKnown(words, kind) ? words[kind] : via;
}

type Via = Duty | 'page' | 'command_line';

const viaWords = (): Readonly<Record<Via, string>> => ({
  page: t('page'),
  command_line: t('command line'),
  receive: t('incoming mail'),
  fetch: t('fetching'),
  deliver: t('sending'),
  rule: t('rule'),
  clock: t('clock'),
  tell: t('notification'),
  sign_in: t('sign-in'),
  care: t('care'),
});

function isKnown(words: Readonly<Record<Via, string>>, kind: string): kind is Via {
  return Object.hasOwn(words, kind);
}
