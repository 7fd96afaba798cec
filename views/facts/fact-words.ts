import type { Fact } from '../../src/domain/facts/fact.ts';
import { t } from '../words.ts';
import { channelWords } from './channel-words.ts';
import { deliveryWords } from './delivery-words.ts';
import { mailWords } from './mail-words.ts';
import { peopleWords } from './people-words.ts';
import { settingWords } from './setting-words.ts';
import { ticketWords } from './ticket-words.ts';
import type { Words } from './words.ts';

const words: Words<Fact> = {
  ...ticketWords,
  ...deliveryWords,
  ...channelWords,
  ...mailWords,
  ...peopleWords,
  ...settingWords,
  words: ({ text }) => text,
  'data_file.restored': ({ isAccessKept, erased }) =>
    [
      t('a backup was put in the place of the data file'),
      isAccessKept
        ? t('who gets in stays as it was')
        : t('who gets in is as in the backup, as what was revoked since is not known'),
      ...(erased.length === 0
        ? []
        : [
            t(
              '{count, plural, one {# customer who had been erased since is in it} other {# customers who had been erased since are in it}}',
              { count: erased.length },
            ),
          ]),
    ].join('; '),
  'audit.exported': ({ filter }) => {
    const said = Object.entries(filter).filter(([, value]) => value !== '');
    const narrowed = said.map(([name, value]) => `${name} ${value}`).join(', ');
    return t('audit log downloaded: {narrowed}', { narrowed: narrowed || 'everything' });
  },
};

/** @returns whether a pattern, as `ticket.opened` or `ticket.*`, is of something that can happen */
export function isKnownKind(pattern: string): boolean {
  const start = pattern.endsWith('*') ? pattern.slice(0, -1) : undefined;
  if (start === undefined) return Object.hasOwn(words, pattern);
  return Object.keys(words).some((kind) => kind.startsWith(start));
}

/** @returns what happened, for a history that names who did it before it */
export function describeFact(fact: Fact): string {
  // The table has the same kinds as the union; only their connection is lost here.
  const say = words[fact.kind] as (data: Fact['data']) => string;
  return say(fact.data);
}
