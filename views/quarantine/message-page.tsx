import { formatBytes } from '../../src/domain/byte-size.ts';
import {
  describeWhereabouts,
  isHeaderAlone,
  isOwed,
  isWhole,
  quarantineWords,
} from '../../src/domain/quarantine.ts';
import { CsrfField, Notice } from '../form.tsx';
import { Icon, type IconName } from '../icon.tsx';
import { Time } from '../time.tsx';
import { describeSource, type QuarantineItem } from './list-page.tsx';

export interface QuarantineMessageProps extends QuarantineItem {
  readonly csrf: string;
  readonly resolvedAt: Date | null;
  readonly triedAt: Date | null;
  readonly outcome: string;
  readonly ticketNumber: number | null;
  /** One sentence about when it is asked for again by itself; undefined where it is not. */
  readonly nextTry: { readonly at: Date | undefined; readonly words: string } | undefined;
  /** Fields of its header as they stand there. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly isCut: boolean;
  /** Why the last step was not taken. */
  readonly error: string | undefined;
}

/** One quarantined message: why it is here, and what can be done. */
export function QuarantineMessagePage(props: QuarantineMessageProps) {
  return (
    <>
      <p class="crumb">
        <a href="/quarantine">Quarantine</a>
      </p>
      <h1 dir="auto">{props.subject || '(no subject)'}</h1>
      {props.error !== undefined && (
        <Notice tone="error">
          <p>{props.error}</p>
        </Notice>
      )}
      {props.resolvedAt === null ? <Steps {...props} /> : <Decided {...props} />}
      <Facts {...props} />
      <HeaderFields {...props} />
    </>
  );
}

function Decided({ resolvedAt, ticketNumber, outcome }: QuarantineMessageProps) {
  return (
    <Notice tone="success">
      <p>
        It is not in quarantine any more since {resolvedAt !== null && <Time at={resolvedAt} isRelative />}:{' '}
        {ticketNumber === null ? (
          `it was ${outcome === 'duplicate' ? 'imported before' : 'discarded'}.`
        ) : (
          <>
            it stands in <a href={`/tickets/${ticketNumber}`}>ticket {ticketNumber}</a>.
          </>
        )}
      </p>
    </Notice>
  );
}

function Steps(props: QuarantineMessageProps) {
  const { id, csrf, kind, reason, nextTry, channelId } = props;
  return (
    <section class="quarantine-steps" aria-labelledby="steps-heading">
      <h2 id="steps-heading">{quarantineWords[kind]}</h2>
      <p>{reason}</p>
      {nextTry !== undefined && (
        <p>
          {nextTry.words}
          {nextTry.at !== undefined && (
            <>
              {' '}
              Next: <Time at={nextTry.at} isRelative />.
            </>
          )}
        </p>
      )}
      <Effects kind={kind} channelId={channelId} />
      <div class="actions">
        <Step url={`/quarantine/${id}/attempts`} csrf={csrf} icon="refresh" label="Retry" />
        <Step url={`/quarantine/${id}/article`} csrf={csrf} icon="inbox" label="Import anyway" />
        <a class="button danger" href={`/quarantine/${id}/discard`}>
          Discard
        </a>
      </div>
    </section>
  );
}

function Step(props: { url: string; csrf: string; icon: IconName; label: string }) {
  return (
    <form method="post" action={props.url}>
      <CsrfField token={props.csrf} />
      <button type="submit">
        <Icon name={props.icon} /> {props.label}
      </button>
    </form>
  );
}

function Facts(props: QuarantineMessageProps) {
  const { id, kind, sender, size, createdAt, triedAt } = props;
  return (
    <section aria-labelledby="facts-heading">
      <h2 id="facts-heading">The message</h2>
      <dl class="facts">
        <dt>From</dt>
        <dd>{sender || 'cannot be read'}</dd>
        <dt>Size</dt>
        <dd>{formatBytes(size)}</dd>
        <dt>Came by</dt>
        <dd>{describeSource(props)}</dd>
        <dt>Put aside</dt>
        <dd>
          <Time at={createdAt} />
        </dd>
        <dt>Last tried</dt>
        <dd>{triedAt === null ? 'not since' : <Time at={triedAt} isRelative />}</dd>
        <dt>On the server</dt>
        <dd>{describeWhereabouts(props)}</dd>
      </dl>
      <p class="actions">
        <a class="button" href={`/quarantine/${id}/raw`} download>
          {isHeaderAlone(kind) ? 'Download the header' : 'Download it as it came'}
        </a>
      </p>
    </section>
  );
}

function HeaderFields({ fields, isCut }: QuarantineMessageProps) {
  if (fields.length === 0) return <p class="hint">No header field can be made out.</p>;
  return (
    <details open>
      <summary>Header fields</summary>
      <dl class="header-fields">
        {fields.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
      {isCut && <p class="hint">There are more; the download has them all.</p>}
    </details>
  );
}

/** What each step would do. */
function Effects({ kind, channelId }: Pick<QuarantineMessageProps, 'kind' | 'channelId'>) {
  const isHere = isWhole(kind);
  return (
    <ul class="effects">
      <li>
        <b>Retry</b> {isHere ? 'reads it once more' : 'fetches it again from the server'}
        {kind === 'oversized' && ', after the largest message was raised under '}
        {kind === 'oversized' && <a href="/settings/mail">Settings, Incoming mail</a>}
        {isHere && ', after a limit was raised or Postroom was updated'}.
        {!isHere && channelId === null && ' This one came from a file: import the file again instead.'}
      </li>
      <li>
        <b>Import anyway</b> makes an article of its header and the reason, with{' '}
        {isHeaderAlone(kind) ? 'the header' : 'the message'} as a file.
        {isOwed(kind) && ' The real message is then not asked for any more.'}
        {!isHere && channelId !== null && ' On the server it stays.'}
      </li>
      <li>
        <b>Discard</b> makes no article of it, for good.
      </li>
    </ul>
  );
}
