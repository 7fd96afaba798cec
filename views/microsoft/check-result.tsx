import { Icon, type IconName } from '../icon.tsx';
import { say } from '../said.ts';
import { t } from '../words.ts';

export interface PartVerdict {
  readonly part: 'connection' | 'tenant' | 'client_id' | 'client_secret';
  readonly verdict: 'fits' | 'wrong' | 'unknown';
  readonly words: string;
}

const labels = (): Record<PartVerdict['part'], string> => ({
  connection: t('Connection'),
  tenant: t('Tenant UUID/Name'),
  client_id: t('Client ID'),
  client_secret: t('Client Secret'),
});

const marks = (): Record<PartVerdict['verdict'], { icon: IconName; label: string }> => ({
  fits: { icon: 'check', label: t('fits') },
  wrong: { icon: 'alert', label: t('does not fit') },
  unknown: { icon: 'clock', label: t('not known') },
});

/** What Entra says about each part of the app. */
export function CheckResult({ verdicts }: { verdicts: readonly PartVerdict[] }) {
  return (
    <section id="check-result" aria-labelledby="check-heading" tabIndex={-1} autofocus>
      <h2 id="check-heading">{t('What Microsoft says')}</h2>
      <ul class="verdicts">
        {verdicts.map(({ part, verdict, words }) => (
          <li class={`verdict ${verdict}`}>
            <Icon name={marks()[verdict].icon} />
            <div>
              <b>
                {labels()[part]} {marks()[verdict].label}
              </b>
              <p>{say(words)}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
