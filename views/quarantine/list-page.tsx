import { type QuarantineKind, quarantineWords } from '../../src/domain/quarantine.ts';
import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { say } from '../said.ts';
import { sizeWords } from '../size-words.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { describeWhereabouts } from './whereabouts.ts';

export interface QuarantineItem {
  readonly id: number;
  readonly kind: QuarantineKind;
  readonly reason: string;
  readonly sender: string;
  readonly subject: string;
  readonly size: number;
  readonly createdAt: Date;
  readonly triedAt: Date | null;
  readonly channelId: number | null;
  readonly channelName: string | null;
  readonly importGroup: string | null;
  readonly folder: string;
  readonly settleAction: 'delete' | 'mark_read' | 'move' | 'keep' | 'gone' | null;
}

export interface QuarantineListProps {
  readonly csrf: string;
  readonly rows: readonly QuarantineItem[];
  readonly next: number | undefined;
  /** The page that is shown, as its query. */
  readonly query: string;
  readonly channel: { readonly id: number; readonly name: string } | undefined;
  readonly isFirstPage: boolean;
  /** While several are tried. */
  readonly retries: { readonly done: number; readonly total: number } | undefined;
}

/** Mail that could not become an article and waits for a decision. */
export function QuarantinePage(props: QuarantineListProps) {
  return (
    <>
      <div class="page-head">
        <h1>{t('Quarantine')}</h1>
        {props.channel !== undefined && (
          <span class="hint">
            {rich('of {name}, <a>show all</a>', {
              name: props.channel.name,
              a: (words) => <a href="/quarantine">{words}</a>,
            })}
          </span>
        )}
      </div>
      <p class="lead">
        {t(
          'Mail that could not become an article, kept with the reason. Nothing of it is deleted on the server while it could still come right.',
        )}
      </p>
      <QuarantineList {...props} />
    </>
  );
}

/** The part that follows events. */
export function QuarantineList(props: QuarantineListProps) {
  const { rows, query, next, isFirstPage, channel } = props;
  const ofChannel = channel === undefined ? '' : `channel=${channel.id}`;
  return (
    <Live id="quarantine-list" url={`/quarantine/list${query}`} on="quarantine">
      {rows.length === 0 ? <Empty isFirstPage={isFirstPage} /> : <Rows rows={rows} />}
      <Retries {...props} />
      <p class="pager">
        {!isFirstPage && <a href={`/quarantine?${ofChannel}`}>{t('Newest')}</a>}
        {next !== undefined && (
          <a rel="next" href={`/quarantine?${ofChannel}${ofChannel && '&'}before=${next}`}>
            {t('Older ones')}
          </a>
        )}
      </p>
    </Live>
  );
}

function Empty({ isFirstPage }: { isFirstPage: boolean }) {
  return (
    <div class="empty">
      <Icon name="circle-check" />
      <h2>{isFirstPage ? t('Nothing is in quarantine') : t('Nothing more on this page')}</h2>
      <p>{t('All mail that was fetched has become an article, or was left out by a filter.')}</p>
    </div>
  );
}

function Retries({ csrf, rows, query, retries }: QuarantineListProps) {
  if (retries !== undefined) {
    return (
      <p class="hint" role="status">
        {t('Trying again: {done} of {total}.', { done: retries.done, total: retries.total })}
      </p>
    );
  }
  if (rows.length < 2) return null;
  return (
    <form method="post" action="/quarantine/attempts" class="actions">
      <CsrfField token={csrf} />
      <input type="hidden" name="query" value={query} />
      {rows.map(({ id }) => (
        <input type="hidden" name={`id-${id}`} value="on" />
      ))}
      <button type="submit">
        <Icon name="refresh" /> {t('Retry these {length}', { length: rows.length })}
      </button>
      <span class="hint">{t('Worth it after a limit was raised, or after an update.')}</span>
    </form>
  );
}

function Rows({ rows }: { rows: readonly QuarantineItem[] }) {
  return (
    <ul class="hits quarantine-list">
      {rows.map((row) => (
        <li>
          <div class="hit-head">
            <a href={`/quarantine/${row.id}`}>
              <bdi>{row.subject || t('(no subject)')}</bdi>
            </a>{' '}
            <span class="badge attention">{say(quarantineWords[row.kind])}</span>
          </div>
          <p class="hit-facts">
            <span>{t('From {sender}', { sender: row.sender || t('an unreadable sender') })}</span>
            <span>{sizeWords(row.size)}</span>
            <span>{describeSource(row)}</span>
            <Time at={row.createdAt} isRelative />
            {row.channelId !== null && <span>{describeWhereabouts(row)}</span>}
            {row.triedAt !== null && (
              <span>{rich('tried again {time}', { time: <Time at={row.triedAt} isRelative /> })}</span>
            )}
          </p>
          <p class="reason">{row.reason}</p>
        </li>
      ))}
    </ul>
  );
}

export function describeSource({ channelName, importGroup }: QuarantineItem): string {
  return (
    channelName ?? t('imported from a file for {importGroup}', { importGroup: importGroup ?? t('a group') })
  );
}
