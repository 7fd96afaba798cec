import type { Diagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { DiagnosisCard } from './diagnosis-card.tsx';

/** How one of the two ways of a channel is. */
export interface Health {
  readonly word: string;
  readonly isFailing: boolean;
  readonly since: Date | null;
  readonly nextTry: Date | null;
  /** In a row. */
  readonly failures: number;
  readonly diagnosis: Diagnosis | undefined;
}

/** Receiving and sending: each can fail while the other works. */
export function Healths({ receiving, sending }: { receiving: Health; sending: Health }) {
  return (
    <>
      <dl class="facts healths">
        <HealthLine label={t('Receiving')} health={receiving} />
        <HealthLine label={t('Sending')} health={sending} />
      </dl>
      {receiving.diagnosis !== undefined && <DiagnosisCard diagnosis={receiving.diagnosis} />}
      {sending.diagnosis !== undefined && sending.diagnosis.code !== receiving.diagnosis?.code && (
        <SendingTrouble sending={sending} />
      )}
    </>
  );
}

/** What keeps a channel from sending; nothing while nothing does. */
export function SendingTrouble({ sending }: { sending: Health }) {
  if (sending.diagnosis === undefined) return null;
  return (
    <section aria-label={t('Sending')}>
      <p>
        {rich('<b>Sending does not work:</b> answers wait until it does.', { b: (words) => <b>{words}</b> })}
      </p>
      <DiagnosisCard diagnosis={sending.diagnosis} />
    </section>
  );
}

function HealthLine({ label, health }: { label: string; health: Health }) {
  const { word, isFailing, since, nextTry, failures } = health;
  return (
    <>
      <dt>{label}</dt>
      <dd>
        <span class={isFailing ? 'badge bad' : 'badge'}>{word}</span>{' '}
        {since !== null && <>{rich('since {time}', { time: <Time at={since} /> })}</>}
        {nextTry !== null && <>{rich(', next try {time}', { time: <Time at={nextTry} isDue /> })}</>}
        {failures > 1 && t(', {failures} failures in a row', { failures })}
      </dd>
    </>
  );
}
