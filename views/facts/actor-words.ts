import type { StoredFact } from '../../src/domain/facts/fact.ts';
import { t } from '../words.ts';

/** @returns who did it, as a person is told */
export function nameActor({ name, kind }: StoredFact['actor']): string {
  return name ?? words()[kind];
}

const words = (): Readonly<Record<StoredFact['actor']['kind'], string>> => ({
  visitor: t('nobody signed in'),
  user: t('a user who is gone'),
  token: t('a token'),
  command_line: t('the command line'),
  desk: 'Postroom',
});
