import { CsrfField } from '../form.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';

export interface TraceProps {
  readonly csrf: string;
  readonly channelId: number;
  /** Undefined where there is none, unknown while the desk is too busy to say. */
  readonly trace:
    | { readonly until: Date; readonly isOn: boolean; readonly lines: number }
    | 'unknown'
    | undefined;
}

/** What we and the servers have said, for somebody who helps. */
export function Trace(props: TraceProps) {
  return (
    <section aria-labelledby="trace-heading">
      <h2 id="trace-heading">{t('Protocol trace')}</h2>
      <p>
        <State trace={props.trace} />
        <span class="hint">
          {t(
            'Takes down the IMAP and SMTP commands, the requests to Microsoft Graph and the answers of this channel for an hour, at most 1 MB, in memory only. Tokens, passwords and mail are left out; addresses and folder names are not. It is erased an hour after it ended, and when Postroom stops.',
          )}
        </span>
      </p>
      {props.trace !== 'unknown' && <Actions {...props} />}
    </section>
  );
}

function State({ trace }: Pick<TraceProps, 'trace'>) {
  if (trace === undefined) return <>{t('Off.')} </>;
  if (trace === 'unknown') return <>{t('Postroom is too busy to say; reload this page in a moment.')} </>;
  if (!trace.isOn) return <>{t('Finished with {lines} lines. ', { lines: trace.lines })}</>;
  return (
    <>
      {rich('On until {time}, {lines} lines so far.', {
        time: <Time at={trace.until} />,
        lines: trace.lines,
      })}{' '}
    </>
  );
}

function Actions({ csrf, channelId, trace }: TraceProps) {
  const url = `/channels/${channelId}/trace`;
  const isThere = trace !== undefined;
  return (
    <div class="actions">
      {isThere && (
        <a class="button" href={url} download>
          {t('Download the trace')}
        </a>
      )}
      <form method="post" action={isThere ? `${url}/deletion` : url}>
        <CsrfField token={csrf} />
        <button type="submit">{isThere ? t('Switch off and erase') : t('Switch on for an hour')}</button>
      </form>
    </div>
  );
}
