import {
  type CountName,
  countLabels,
  differenceWords,
  type Reconciliation,
} from '../../src/domain/reconciliation.ts';
import { describeSettleError } from '../facts/settle-words.ts';
import { CsrfField, Notice } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { say } from '../said.ts';
import { sizeWords } from '../size-words.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

interface ReconciliationProps {
  readonly channelId: number;
  readonly runId: string;
  /** Undefined while the desk is too busy to say. */
  readonly run: Reconciliation | undefined;
}

/** The folder on the server beside what the data file knows of it. */
export function ReconciliationPage(
  props: ReconciliationProps & { readonly name: string; readonly csrf: string },
) {
  return (
    <>
      <p class="crumb">
        <a href={`/channels/${props.channelId}`}>{props.name}</a>
      </p>
      <h1>{t('Mailbox vs tickets')}</h1>
      <p class="lead">
        {t(
          'Every message of the folder has to have a receipt or a reason, and every receipt its article. Nothing is imported or changed by this.',
        )}
      </p>
      <ReconciliationPanel {...props} />
      <form method="post" action={`/channels/${props.channelId}/reconciliations`} class="actions">
        <CsrfField token={props.csrf} />
        <button type="submit">
          <Icon name="refresh" /> {t('Compare again')}
        </button>
        <a href={`/channels/${props.channelId}`}>{t('Back to the channel')}</a>
      </form>
    </>
  );
}

/** The part that follows its events. */
export function ReconciliationPanel({ channelId, runId, run }: ReconciliationProps) {
  const url = `/channels/${channelId}/reconciliations/${runId}/panel`;
  return (
    <Live id="reconciliation" url={url} on={`check-${runId}`}>
      {run === undefined ? (
        <p role="status">{t('Postroom is too busy to say; reload this page in a moment.')}</p>
      ) : (
        <Comparison run={run} />
      )}
    </Live>
  );
}

function Comparison({ run }: { run: Reconciliation }) {
  return (
    <>
      <State run={run} />
      {run.state !== 'connecting' && run.state !== 'failed' && <Counts run={run} />}
      {run.differences.length > 0 && <Differences run={run} />}
    </>
  );
}

function State({ run }: { run: Reconciliation }) {
  if (run.state === 'failed') {
    return (
      <Notice tone="error">
        <p>
          <b>{say(run.failure?.title)}</b> {say(run.failure?.step)}
        </p>
      </Notice>
    );
  }
  if (run.state !== 'done') {
    return (
      <div role="status">
        <p>{describeProgress(run)}</p>
        {run.state === 'comparing' && (
          <progress value={run.done} max={Math.max(1, run.total)} aria-label={t('Compared')} />
        )}
      </div>
    );
  }
  const { differenceCount, endedAt } = run;
  return (
    <Notice tone={differenceCount === 0 ? 'success' : 'warning'}>
      <p>
        {rich('{part}Compared {more}.', {
          part:
            differenceCount === 0
              ? t('Mailbox and tickets agree. ')
              : t(
                  '{differenceCount} {differenceCount, plural, one {message needs} other {messages need}} a look. ',
                  { differenceCount },
                ),
          more: endedAt !== undefined && <Time at={endedAt} isRelative />,
        })}
      </p>
    </Notice>
  );
}

function describeProgress({ state, folder, done, total }: Reconciliation): string {
  if (state === 'connecting') return t('Signing in to the mailbox.');
  if (state === 'listing') return t('Asking for the list of {folder}.', { folder });
  if (state === 'asking') return t('Asking for the messages that have no receipt.');
  return t('Compared {done} of {total} messages of {folder}.', { done, total, folder });
}

function Counts({ run }: { run: Reconciliation }) {
  const names = (Object.keys(countLabels) as CountName[]).filter((name) => run.counts[name] > 0);
  return (
    <section aria-labelledby="counts-heading">
      <h2 id="counts-heading">{run.folder}</h2>
      <table class="reconciled">
        <tbody>
          {names.map((name) => (
            <tr>
              <td class="number">{run.counts[name]}</td>
              <td>{say(countLabels[name])}</td>
            </tr>
          ))}
          {run.earlierReceipts > 0 && (
            <tr>
              <td class="number">{run.earlierReceipts}</td>
              <td>{t('of another folder, or from before the server numbered its messages anew')}</td>
            </tr>
          )}
          {names.length === 0 && run.state === 'done' && (
            <tr>
              <td class="number">0</td>
              <td>{t('The folder is empty, and nothing was ever imported from it.')}</td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}

function Differences({ run }: { run: Reconciliation }) {
  return (
    <section aria-labelledby="differences-heading">
      <h2 id="differences-heading">{t('What does not agree')}</h2>
      <ul class="hits">
        {run.differences.map(({ kind, place, detail, settleError, receivedAt, size, quarantineId }) => (
          <li>
            <div class="hit-head">
              <b>{say(differenceWords[kind].title)}</b>
            </div>
            <p class="hit-facts">
              <span>
                {/^\d+$/.test(place)
                  ? t('UID {place}', { place })
                  : t('Item …{place}', { place: place.slice(-12) })}
              </span>
              {receivedAt !== undefined && <Time at={receivedAt} />}
              {size > 0 && <span>{sizeWords(size)}</span>}
              {detail !== '' && <span>{detail}</span>}
              {settleError !== null && <span>{describeSettleError(settleError)}</span>}
            </p>
            <p class="reason">
              {say(differenceWords[kind].step)}{' '}
              {quarantineId !== null && <a href={`/quarantine/${quarantineId}`}>{t('Decide')}</a>}
            </p>
          </li>
        ))}
      </ul>
      {run.differenceCount > run.differences.length && (
        <p class="hint">
          {t('{more} more are not listed.', { more: run.differenceCount - run.differences.length })}
        </p>
      )}
    </section>
  );
}
