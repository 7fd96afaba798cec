import type { Diagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import { Icon } from '../icon.tsx';
import { say } from '../said.ts';
import { rich, t } from '../words.ts';

export const whoMends = (): Record<Diagnosis['who'], string> => ({
  you: t('You can mend this'),
  administrator: t('Your Microsoft administrator can mend this'),
  provider: t('Whoever runs the mail server can mend this'),
  microsoft: t('Microsoft has to mend this'),
  nobody: t('Nobody has to act'),
});

/** Whoever reads the step gets there by one click. */
const places = {
  app: { path: '/settings/microsoft?', label: () => t('Connect Microsoft 365 App') },
  consent: {
    path: '/oauth/microsoft/start?kind=admin_consent&',
    label: () => t('Request Admin Consent'),
  },
} as const;

function findWay({ place, app }: Diagnosis): { href: string; label: string } | undefined {
  if (place === undefined) return undefined;
  const { path, label } = places[place];
  const href = app === undefined ? path.slice(0, -1) : `${path}app=${app}`;
  return { href, label: label() };
}

/** One failure in words: what, why, who, how. */
export function DiagnosisCard({ diagnosis }: { diagnosis: Diagnosis }) {
  const { code, title, cause, who, step, powershell, text } = diagnosis;
  const way = findWay(diagnosis);
  const commandId = `powershell-${code}`;
  const tone = who === 'nobody' || who === 'microsoft' ? 'warning' : 'error';
  return (
    <div class={`notice ${tone} diagnosis`} role="status">
      <h2>{say(title)}</h2>
      <p>{say(cause)}</p>
      <p>
        <b>{whoMends()[who]}:</b> {say(step)}
      </p>
      {powershell !== undefined && (
        <div class="copy-row">
          <code id={commandId} class="command">
            {powershell}
          </code>
          <button type="button" class="needs-script" data-copy={commandId}>
            <Icon name="copy" /> <span data-copy-label>{t('Copy')}</span>
          </button>
        </div>
      )}
      {way !== undefined && (
        <p class="actions">
          <a class="button" href={way.href}>
            {way.label}
          </a>
        </p>
      )}
      <p class="hint">{rich('The answer was: {samp}', { samp: <samp>{say(text)}</samp> })}</p>
    </div>
  );
}
