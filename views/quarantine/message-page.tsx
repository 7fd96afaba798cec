import { isHeaderAlone, isOwed, isWhole, quarantineWords } from '../../src/domain/quarantine.ts';
import { ButtonForm } from '../button-form.tsx';
import { Notice } from '../form.tsx';
import { say } from '../said.ts';
import { sizeWords } from '../size-words.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { describeSource, type QuarantineItem } from './list-page.tsx';
import { describeWhereabouts } from './whereabouts.ts';

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
        <a href="/quarantine">{t('Quarantine')}</a>
      </p>
      <h1 dir="auto">{props.subject || t('(no subject)')}</h1>
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
  const time = resolvedAt !== null && <Time at={resolvedAt} isRelative />;
  return (
    <Notice tone="success">
      <p>
        {ticketNumber !== null
          ? rich('It became an article of <a>ticket {ticketNumber}</a> {time}.', {
              time,
              ticketNumber,
              a: (words) => <a href={`/tickets/${ticketNumber}`}>{words}</a>,
            })
          : outcome === 'duplicate'
            ? rich('It turned out to be imported already, {time}.', { time })
            : rich('It was discarded {time}.', { time })}
      </p>
    </Notice>
  );
}

function Steps(props: QuarantineMessageProps) {
  const { id, csrf, kind, reason, nextTry, channelId } = props;
  return (
    <section class="quarantine-steps" aria-labelledby="steps-heading">
      <h2 id="steps-heading">{say(quarantineWords[kind])}</h2>
      <p>{reason}</p>
      {nextTry !== undefined && (
        <p>
          {nextTry.words}
          {nextTry.at !== undefined && (
            <> {rich('Next: {time}.', { time: <Time at={nextTry.at} isDue /> })}</>
          )}
        </p>
      )}
      <Effects kind={kind} channelId={channelId} />
      <div class="actions">
        <ButtonForm url={`/quarantine/${id}/attempts`} csrf={csrf} icon="refresh" label={t('Retry')} />
        <ButtonForm url={`/quarantine/${id}/article`} csrf={csrf} icon="inbox" label={t('Import anyway')} />
        <a class="button danger" href={`/quarantine/${id}/discard`}>
          {t('Discard')}
        </a>
      </div>
    </section>
  );
}

function Facts(props: QuarantineMessageProps) {
  const { id, kind, sender, size, createdAt, triedAt, channelId } = props;
  return (
    <section aria-labelledby="facts-heading">
      <h2 id="facts-heading">{t('The message')}</h2>
      <dl class="facts">
        <dt>{t('From')}</dt>
        <dd>{sender || t('cannot be read')}</dd>
        <dt>{t('Size')}</dt>
        <dd>{sizeWords(size)}</dd>
        <dt>{t('Came by')}</dt>
        <dd>{describeSource(props)}</dd>
        <dt>{t('Put aside')}</dt>
        <dd>
          <Time at={createdAt} />
        </dd>
        <dt>{t('Last tried')}</dt>
        <dd>{triedAt === null ? t('not since') : <Time at={triedAt} isRelative />}</dd>
        {channelId !== null && (
          <>
            <dt>{t('On the server')}</dt>
            <dd>{describeWhereabouts(props)}</dd>
          </>
        )}
      </dl>
      <p class="actions">
        <a class="button" href={`/quarantine/${id}/raw`} download>
          {isHeaderAlone(kind) ? t('Download the header') : t('Download it as it came')}
        </a>
      </p>
    </section>
  );
}

function HeaderFields({ fields, isCut }: QuarantineMessageProps) {
  if (fields.length === 0) return <p class="hint">{t('No header field can be made out.')}</p>;
  return (
    <details open>
      <summary>{t('Header fields')}</summary>
      <dl class="header-fields">
        {fields.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ))}
      </dl>
      {isCut && <p class="hint">{t('There are more; the download has them all.')}</p>}
    </details>
  );
}

/** What each step would do. */
function Effects({ kind, channelId }: Pick<QuarantineMessageProps, 'kind' | 'channelId'>) {
  const isHere = isWhole(kind);
  return (
    <ul class="effects">
      <li>
        <b>{t('Retry')}</b> {isHere ? t('reads it once more') : t('fetches it again from the server')}
        {kind === 'oversized' && t(', after the largest message was raised under ')}
        {kind === 'over_limit' && t(', after the limit was raised under ')}
        {(kind === 'oversized' || kind === 'over_limit') && (
          <a href="/settings/mail">{t('Settings, Incoming mail')}</a>
        )}
        {kind !== 'over_limit' && isHere && t(', after a limit was raised or Postroom was updated')}.
        {!isHere && channelId === null && t(' This one came from a file: import the file again instead.')}
      </li>
      <li>
        {rich(
          '<b>Import anyway</b> makes an article of its header and the reason, with {part} as a file.{more}{more2}',
          {
            b: (words) => <b>{words}</b>,
            part: isHeaderAlone(kind) ? t('the header') : t('the message'),
            more: isOwed(kind) && t(' The real message is then not asked for any more.'),
            more2: !isHere && channelId !== null && t(' On the server it stays.'),
          },
        )}
      </li>
      <li>{rich('<b>Discard</b> makes no article of it, for good.', { b: (words) => <b>{words}</b> })}</li>
    </ul>
  );
}
