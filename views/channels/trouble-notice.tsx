import type { Diagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { say } from '../said.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { type StrayItem, StrayLine } from './stray-lines.tsx';

/** A mailbox that is not fetched, or from which nothing is sent. */
export interface TroubleItem {
  readonly channelId: number;
  readonly way: 'receiving' | 'sending';
  readonly name: string;
  readonly since: Date;
  readonly diagnosis: Diagnosis;
}

interface TroubleNoticeProps {
  readonly troubles: readonly TroubleItem[];
  readonly strays: readonly StrayItem[];
  readonly isAdmin: boolean;
}

/** Stands on every page while a mailbox does not work, or mail lies where nobody fetches it: for admins with the way to mend it, for agents what it means for them. */
export function TroubleNotice({ troubles, strays, isAdmin }: TroubleNoticeProps) {
  const isBad = troubles.length > 0 || strays.some(({ use }) => use === 'inbox');
  return (
    <Live id="trouble-notice" url="/channel-troubles" on="health">
      {troubles.length + strays.length > 0 && (
        <section class={`notice trouble-notice ${isAdmin && isBad ? 'error' : 'warning'}`} role="status">
          <ul>
            {troubles.map((trouble) => (
              <li>{isAdmin ? <ForAdmin {...trouble} /> : <ForAgent {...trouble} />}</li>
            ))}
            {strays.map((stray) => (
              <li>
                <StrayLine stray={stray} isAdmin={isAdmin} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Live>
  );
}

function ForAdmin({ channelId, name, way, since, diagnosis }: TroubleItem) {
  return (
    <>
      {rich('{part} since {time}: {title}. {value} <a>What to do</a>', {
        part: (
          <strong>
            {way === 'receiving'
              ? t('Mail to {name} is not fetched', { name })
              : t('Nothing is sent from {name}', { name })}
          </strong>
        ),
        time: <Time at={since} />,
        title: say(diagnosis.title),
        value: menders()[diagnosis.who],
        a: (words) => <a href={`/channels/${channelId}`}>{words}</a>,
      })}
    </>
  );
}

const menders = (): Readonly<Record<Diagnosis['who'], string>> => ({
  you: t('You can mend it.'),
  administrator: t('Your Microsoft administrator can mend it.'),
  provider: t('Whoever runs the mail server can mend it.'),
  microsoft: t('Microsoft has to mend it.'),
  nobody: t('It is tried again by itself.'),
});

function ForAgent({ name, way, since, diagnosis }: TroubleItem) {
  const healsItself = diagnosis.who === 'nobody' || diagnosis.who === 'microsoft';
  return (
    <>
      {way === 'receiving'
        ? t('New mail to {name} does not come in at present, since ', { name })
        : t('Answers from {name} wait and are not lost; nothing is sent since ', { name })}
      <Time at={since} />.{' '}
      {healsItself ? t('Postroom goes on trying.') : t('The admins are told, one of them has to mend it.')}
    </>
  );
}

/** The way to the channels, with how many of them do not work; in the head of an admin's pages. */
export function ChannelsLink({ count, isActive }: { count: number; isActive: boolean }) {
  return (
    <Live id="channels-link" class="nav-live" url={`/channels/link${isActive ? '?active' : ''}`} on="health">
      <a href="/channels" aria-current={isActive ? 'page' : undefined}>
        <Icon name="plug" /> <span>{t('Channels')}</span>
        {count > 0 && (
          <span class="unread-count trouble-count">
            {count}
            <span class="visually-hidden"> {t('not working')}</span>
          </span>
        )}
      </a>
    </Live>
  );
}
