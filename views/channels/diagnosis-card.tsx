import type { Diagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import { Icon } from '../icon.tsx';

const people: Record<Diagnosis['who'], string> = {
  you: 'You can mend this',
  administrator: 'Your Microsoft administrator can mend this',
  provider: 'Whoever runs the mail server can mend this',
  microsoft: 'Microsoft has to mend this',
  nobody: 'Nobody has to act',
};

/** One failure in words: what, why, who, how. */
export function DiagnosisCard({ diagnosis }: { diagnosis: Diagnosis }) {
  const { code, title, cause, who, step, powershell, text } = diagnosis;
  const commandId = `powershell-${code}`;
  const tone = who === 'nobody' || who === 'microsoft' ? 'warning' : 'error';
  return (
    <div class={`notice ${tone} diagnosis`} role="status">
      <h2>{title}</h2>
      <p>{cause}</p>
      <p>
        <b>{people[who]}:</b> {step}
      </p>
      {powershell !== undefined && (
        <div class="copy-row">
          <code id={commandId} class="command">
            {powershell}
          </code>
          <button type="button" data-copy={commandId}>
            <Icon name="copy" /> <span data-copy-label>Copy</span>
          </button>
        </div>
      )}
      <p class="hint">
        The answer was: <samp>{text}</samp>
      </p>
    </div>
  );
}
