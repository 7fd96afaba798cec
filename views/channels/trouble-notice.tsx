import type { Diagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { Time } from '../time.tsx';

/** A mailbox that is not fetched, or from which nothing is sent. */
export interface TroubleItem {
  readonly channelId: number;
  readonly way: 'receiving' | 'sending';
  readonly name: string;
  readonly since: Date;
  readonly diagnosis: Diagnosis;
}

export interface TroubleNoticeProps {
  readonly troubles: readonly TroubleItem[];
  readonly isAdmin: boolean;
}

/** Stands on every page while a mailbox does not work: for admins with the way to mend it, for agents what it means for them. */
export function TroubleNotice({ troubles, isAdmin }: TroubleNoticeProps) {
  return (
    <Live id="trouble-notice" url="/channel-troubles" on="health">
      {troubles.length > 0 && (
        <section class={`notice trouble-notice ${isAdmin ? 'error' : 'warning'}`} role="status">
          <ul>
            {troubles.map((trouble) => (
              <li>{isAdmin ? <ForAdmin {...trouble} /> : <ForAgent {...trouble} />}</li>
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
      <strong>
        {way === 'receiving' ? `Mail to ${name} is not fetched` : `Nothing is sent from ${name}`}
      </strong>{' '}
      since <Time at={since} isRelative />: {diagnosis.title}. {menders[diagnosis.who]}{' '}
      <a href={`/channels/${channelId}`}>What to do</a>
    </>
  );
}

const menders: Readonly<Record<Diagnosis['who'], string>> = {
  you: 'You can mend it.',
  administrator: 'Your Microsoft administrator can mend it.',
  provider: 'Whoever runs the mail server can mend it.',
  microsoft: 'Microsoft has to mend it.',
  nobody: 'It is tried again by itself.',
};

function ForAgent({ name, way, since, diagnosis }: TroubleItem) {
  const healsItself = diagnosis.who === 'nobody' || diagnosis.who === 'microsoft';
  return (
    <>
      {way === 'receiving'
        ? `New mail to ${name} does not come in at present, since `
        : `Answers from ${name} wait and are not lost; nothing is sent since `}
      <Time at={since} isRelative />.{' '}
      {healsItself ? 'Postroom goes on trying.' : 'The admins are told, one of them has to mend it.'}
    </>
  );
}

/** The way to the channels, with how many of them do not work; in the head of an admin's pages. */
export function ChannelsLink({ count, isActive }: { count: number; isActive: boolean }) {
  return (
    <Live id="channels-link" class="nav-live" url={`/channels/link${isActive ? '?active' : ''}`} on="health">
      <a href="/channels" aria-current={isActive ? 'page' : undefined}>
        <Icon name="plug" /> <span>Channels</span>
        {count > 0 && (
          <span class="unread-count trouble-count">
            {count}
            <span class="visually-hidden"> not working</span>
          </span>
        )}
      </a>
    </Live>
  );
}
