import { CsrfField } from '../form.tsx';
import { Time } from '../time.tsx';

export interface TraceProps {
  readonly csrf: string;
  readonly channelId: number;
  /** Undefined where there is none. */
  readonly trace: { readonly until: Date; readonly isOn: boolean; readonly lines: number } | undefined;
}

/** What we and the servers have said, for somebody who helps. */
export function Trace({ csrf, channelId, trace }: TraceProps) {
  const url = `/channels/${channelId}/trace`;
  return (
    <section aria-labelledby="trace-heading">
      <h2 id="trace-heading">Protocol trace</h2>
      <p>
        {trace === undefined && 'Off. '}
        {trace?.isOn === true && (
          <>
            On until <Time at={trace.until} />, {trace.lines} lines so far.{' '}
          </>
        )}
        {trace?.isOn === false && `Finished with ${trace.lines} lines. `}
        <span class="hint">
          Takes down the IMAP and SMTP commands and answers of this channel for an hour, at most 1 MB, in
          memory only. Tokens, passwords and mail are left out; addresses and folder names are not. It is
          erased an hour after it ended, and when Postroom stops.
        </span>
      </p>
      <div class="actions">
        {trace !== undefined && (
          <a class="button" href={url} download>
            Download the trace
          </a>
        )}
        <form method="post" action={trace === undefined ? url : `${url}/deletion`}>
          <CsrfField token={csrf} />
          <button type="submit">
            {trace === undefined ? 'Switch on for an hour' : 'Switch off and erase'}
          </button>
        </form>
      </div>
    </section>
  );
}
