import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

export interface AlertLine {
  readonly id: number;
  readonly kind: 'failure' | 'recovery' | 'expiry' | 'test';
  readonly subject: string;
  readonly state: 'due' | 'sending' | 'sent' | 'failed' | 'unknown';
  readonly route: string | null;
  readonly failure: string | null;
  readonly createdAt: Date;
  readonly nextAttemptAt: Date | null;
  readonly endedAt: Date | null;
}

const words = (): Record<AlertLine['state'], string> => ({
  due: t('waits'),
  sending: t('is being sent'),
  sent: t('sent'),
  failed: t('given up'),
  unknown: t('handed over, without an answer'),
});

/** What has been told, newest first. */
export function AlertLog({ lines }: { lines: readonly AlertLine[] }) {
  return (
    <section aria-labelledby="alert-log">
      <h2 id="alert-log">{t('Alerts so far')}</h2>
      {lines.length === 0 ? (
        <p class="hint">{t('None yet. Every alert and every test stands here afterwards.')}</p>
      ) : (
        <ol class="activity">
          {lines.map(({ id, subject, state, route, failure, createdAt, nextAttemptAt }) => (
            <li id={`alert-${id}`} class={state === 'sent' ? 'recovery' : 'failure'}>
              <Time at={createdAt} />{' '}
              <div>
                {subject}{' '}
                <span>
                  {words()[state]}
                  {route !== null && ` (${route})`}
                </span>
                {failure !== null && <p class="hint">{failure}</p>}
                {state === 'due' && nextAttemptAt !== null && failure !== null && (
                  <p class="hint">{rich('Next try: {time}', { time: <Time at={nextAttemptAt} isDue /> })}</p>
                )}
              </div>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
