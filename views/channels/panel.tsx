import type { ChannelState } from '../../src/domain/channel.ts';
import type { Diagnosis } from '../../src/domain/diagnosis/diagnosis.ts';
import type { ChannelFactGroup } from '../../src/domain/facts/channel-facts.ts';
import { ButtonForm } from '../button-form.tsx';
import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { Activity, type ActivityLine } from './activity.tsx';
import { Elsewhere, type ElsewhereProps } from './elsewhere.tsx';
import { type Health, Healths } from './health.tsx';
import { Progress } from './progress.tsx';
import { type HourCount, RateChart } from './rate-chart.tsx';
import type { RoadsProps } from './road-props.ts';
import { Roads } from './roads.tsx';
import { ChannelBadge } from './state-badge.tsx';

export interface PanelProps {
  readonly csrf: string;
  readonly id: number;
  readonly channelKind: 'microsoft365' | 'email';
  readonly isStarted: boolean;
  /** Nobody signs in for it. */
  readonly isAppOnly: boolean;
  readonly state: ChannelState;
  readonly diagnosis: Diagnosis | undefined;
  readonly receiving: Health;
  readonly sending: Health;
  /** Undefined for an account with a password, which knows one road only. */
  readonly roads: RoadsProps['roads'] | undefined;
  /** What lies beside the fetched folder. */
  readonly elsewhere: Omit<ElsewhereProps, 'id' | 'csrf'>;
  readonly failureCount: number;
  readonly lastFetchAt: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly lastFailureAt: Date | null;
  readonly recoveredAt: Date | null;
  readonly retryAt: Date | null;
  readonly counts: {
    readonly imported: number;
    readonly articles: number;
    readonly unsettled: number;
    readonly quarantined: number;
  };
  /** While an import runs. */
  readonly progress:
    | { readonly done: number; readonly total: number; readonly startedAt: Date; readonly updatedAt: Date }
    | undefined;
  readonly hours: readonly HourCount[];
  readonly activity: readonly ActivityLine[];
  /** The group of lines that is shown alone. */
  readonly group: ChannelFactGroup | undefined;
}

/** What follows the channel's events: state, diagnosis, counters, activity. */
export function ChannelPanel(props: PanelProps) {
  const { id, group, state } = props;
  const query = group === undefined ? '' : `?kind=${group}`;
  const { isWrongFolder, junk } = props.elsewhere;
  const elsewhere = <Elsewhere id={id} csrf={props.csrf} {...props.elsewhere} />;
  const isPressing = isWrongFolder || junk > 0;
  return (
    <Live id="channel-panel" url={`/channels/${id}/panel${query}`} on={`channel-${id}`}>
      <div class="channel-state">
        <ChannelBadge state={state} />
        <StateWords {...props} />
        <Buttons {...props} />
      </div>
      {isPressing && elsewhere}
      <Healths receiving={props.receiving} sending={props.sending} />
      {props.roads !== undefined && <Roads id={id} csrf={props.csrf} roads={props.roads} />}
      {!isPressing && elsewhere}
      {props.progress !== undefined && <Progress {...props.progress} />}
      <Facts {...props} />
      {props.isStarted && <RateChart hours={props.hours} />}
      <Activity channelId={id} lines={props.activity} group={group} />
    </Live>
  );
}

function StateWords({ state, retryAt, failureCount, recoveredAt, diagnosis }: PanelProps) {
  if (state === 'waiting' || state === 'failing') {
    return (
      <span>
        {retryAt === null ? (
          t('The next try is not set.')
        ) : (
          <>{rich('Next try: {time}.', { time: <Time at={retryAt} isDue /> })}</>
        )}{' '}
        {failureCount > 1 && t('{failureCount} failures in a row.', { failureCount })}{' '}
        {state === 'failing' && retryAt !== null && t('“Fetch now” tries it at once.')}
      </span>
    );
  }
  if (diagnosis === undefined && recoveredAt !== null) {
    return <span>{rich('Works again since {time}.', { time: <Time at={recoveredAt} /> })}</span>;
  }
  return <span>{stateWords()[state]}</span>;
}

const stateWords = (): Record<ChannelState, string> => ({
  new: t('Set up, but not started: nothing is fetched yet.'),
  watching: t('New mail becomes a ticket within seconds.'),
  fetching: t('Reading the mailbox now.'),
  waiting: '',
  reauthenticate: t('Nothing is fetched or sent until somebody signs in again.'),
  failing: '',
  paused: t('Nothing is fetched or sent until it is enabled.'),
});

/** The first thing to do where the folder that is fetched is not there. */
function FolderButton({ id, diagnosis }: PanelProps) {
  if (diagnosis?.code.endsWith('_folder_missing') !== true) return null;
  return (
    <a class="button primary" href={`/channels/${id}/setup`}>
      {t('Change the folder')}
    </a>
  );
}

function Buttons(props: PanelProps) {
  const { id, csrf, state, isStarted } = props;
  if (!isStarted) {
    return (
      <div class="actions">
        <a class="button primary" href={`/channels/${id}/setup`}>
          {t('Go on with the set-up')}
        </a>
        <SignInButton {...props} />
      </div>
    );
  }
  const isPaused = state === 'paused';
  return (
    <div class="actions">
      <FolderButton {...props} />
      {!isPaused && (
        <ButtonForm url={`/channels/${id}/fetches`} csrf={csrf} icon="refresh" label={t('Fetch now')} />
      )}
      {isPaused ? (
        <ButtonForm url={`/channels/${id}/resumption`} csrf={csrf} icon="play" label={t('Enable')} />
      ) : (
        <ButtonForm url={`/channels/${id}/pause`} csrf={csrf} icon="pause" label={t('Disable')} />
      )}
      <ButtonForm
        url={`/channels/${id}/checks`}
        csrf={csrf}
        icon="circle-check"
        label={t('Check connection')}
      />
      <ButtonForm
        url={`/channels/${id}/reconciliations`}
        csrf={csrf}
        icon="inbox"
        label={t('Mailbox vs tickets')}
      />
      <SignInButton {...props} />
    </div>
  );
}

/** What opens the mailbox: a password, the app, or somebody's sign-in. */
function SignInButton({ id, state, isStarted, channelKind, isAppOnly }: PanelProps) {
  if (channelKind === 'email' || isAppOnly) {
    return (
      <a class="button" href={`/channels/${id}/${isAppOnly ? 'access' : 'account'}`}>
        <Icon name="key" /> {isAppOnly ? t('Access of the app') : t('Account and password')}
      </a>
    );
  }
  if (!isStarted) return null;
  return (
    <a
      class={state === 'reauthenticate' ? 'button primary' : 'button'}
      href={`/oauth/microsoft/start?kind=reauthenticate&channel=${id}`}
    >
      <Icon name="key" /> {t('Re-authenticate')}
    </a>
  );
}

function Facts({ id, lastFetchAt, lastSuccessAt, lastFailureAt, counts }: PanelProps) {
  const times = [
    [t('Last fetch'), lastFetchAt],
    [t('Last success'), lastSuccessAt],
    [t('Last failure'), lastFailureAt],
  ] as const;
  return (
    <div class="fact-columns">
      <dl class="facts">
        {times.map(([label, at]) => (
          <>
            <dt>{label}</dt>
            <dd>{at === null ? t('never') : <Time at={at} isRelative />}</dd>
          </>
        ))}
      </dl>
      <Counts id={id} counts={counts} />
    </div>
  );
}

function Counts({ id, counts }: Pick<PanelProps, 'id' | 'counts'>) {
  const { quarantined } = counts;
  const numbers = [
    [t('Imported'), counts.imported],
    [t('Became articles'), counts.articles],
    [t('Waiting to be settled on the server'), counts.unsettled],
  ] as const;
  return (
    <dl class="facts">
      {numbers.map(([label, value]) => (
        <>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </>
      ))}
      <dt>{t('In quarantine')}</dt>
      <dd>
        {quarantined === 0 ? (
          0
        ) : (
          <a href={`/quarantine?channel=${id}`}>{t('{quarantined}, decide', { quarantined })}</a>
        )}
      </dd>
    </dl>
  );
}
