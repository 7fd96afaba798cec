import { type CheckLine, checkSteps } from '../../src/domain/diagnosis/connection-check.ts';
import { ButtonForm } from '../button-form.tsx';
import { Icon, type IconName } from '../icon.tsx';
import { Live } from '../live.tsx';
import { say } from '../said.ts';
import { t } from '../words.ts';
import { DiagnosisCard } from './diagnosis-card.tsx';
import { findingWords } from './finding-words.ts';

interface CheckProps {
  readonly channelId: number;
  readonly checkId: string;
  /** Undefined while the desk is too busy to say. */
  readonly lines: readonly CheckLine[] | undefined;
}

export function CheckPage(props: CheckProps & { readonly name: string; readonly csrf: string }) {
  return (
    <>
      <p class="crumb">
        <a href={`/channels/${props.channelId}`}>{props.name}</a>
      </p>
      <h1>{t('Check connection')}</h1>
      <p class="lead">
        {t(
          'Nothing is imported, changed or sent by this. A failing channel whose mailbox opens again goes on at once.',
        )}
      </p>
      <CheckLines {...props} />
      <div class="actions">
        <ButtonForm
          url={`/channels/${props.channelId}/checks`}
          csrf={props.csrf}
          icon="refresh"
          label={t('Check again')}
        />
        <a class="button" href={`/channels/${props.channelId}`}>
          {t('Back to the channel')}
        </a>
      </div>
    </>
  );
}

/** Each step with its seconds, as they come. */
export function CheckLines({ channelId, checkId, lines }: CheckProps) {
  const diagnoses = new Map((lines ?? []).map(({ diagnosis }) => [diagnosis?.code, diagnosis]));
  return (
    <Live id="check-lines" url={`/channels/${channelId}/checks/${checkId}/lines`} on={`check-${checkId}`}>
      {lines === undefined && (
        <p role="status">{t('Postroom is too busy to say; reload this page in a moment.')}</p>
      )}
      <ol class="verdicts">
        {lines?.map((line) => (
          <CheckLineItem {...line} />
        ))}
      </ol>
      {[...diagnoses.values()].map((each) => each !== undefined && <DiagnosisCard diagnosis={each} />)}
    </Live>
  );
}

const marks = (): Record<CheckLine['state'], { icon: IconName; label: string; class: string }> => ({
  waiting: { icon: 'clock', label: 'waiting', class: 'unknown' },
  running: { icon: 'refresh', label: 'running', class: 'unknown' },
  passed: { icon: 'check', label: 'passed', class: 'fits' },
  failed: { icon: 'alert', label: 'failed', class: 'wrong' },
  skipped: { icon: 'clock', label: t('not tried'), class: 'unknown' },
});

export function CheckLineItem({ step, state, milliseconds, finding, diagnosis, refusal }: CheckLine) {
  const mark = marks()[state];
  const said = diagnosis?.title ?? refusal;
  const words = finding === undefined ? said && say(said) : findingWords(finding);
  const seconds = milliseconds === undefined ? '' : `, ${(milliseconds / 1000).toFixed(1)} s`;
  return (
    <li class={`verdict ${mark.class}`}>
      <Icon name={mark.icon} />
      <div>
        <b>{say(checkSteps.find((each) => each.step === step)?.label)}</b>{' '}
        <span class="hint">
          {mark.label}
          {seconds}
        </span>
        {words !== undefined && <p>{words}</p>}
      </div>
    </li>
  );
}
