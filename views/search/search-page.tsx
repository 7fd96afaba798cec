import type { MarkedText } from '../../src/domain/search-excerpt.ts';
import { searchOperators } from '../../src/domain/search-query.ts';
import type { TicketState } from '../../src/domain/ticket.ts';
import { nameCustomer } from '../customer-name.ts';
import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { say } from '../said.ts';
import { BulkBar, type BulkBarProps, Tick } from '../tickets/bulk-bar.tsx';
import { StateBadge } from '../tickets/state-badge.tsx';
import { Time } from '../time.tsx';
import { currentLanguage, t } from '../words.ts';
import { SearchForm } from './search-form.tsx';
import { SearchHelp } from './search-help.tsx';
import { type SavedViewItem, ViewTabs } from './view-tabs.tsx';

interface SearchHitItem {
  readonly number: number;
  readonly subject: readonly MarkedText[];
  readonly excerpt: readonly MarkedText[];
  readonly from: string;
  readonly earlierArticleId: number | undefined;
  readonly state: TicketState;
  readonly lastArticleAt: Date;
  readonly group: string;
  readonly owner: string | null;
  readonly customerId: number;
  readonly customerName: string;
  readonly customerEmail: string;
}

interface SearchPageProps {
  readonly csrf: string;
  readonly input: string;
  /** What looks like an operator in it and is none. */
  readonly unknownOperators: readonly string[];
  readonly groupId: number | undefined;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
  readonly counts: ReadonlyMap<string, number>;
  readonly unread: ReadonlyMap<string, number>;
  readonly savedViews: readonly SavedViewItem[];
  readonly result:
    | { readonly kind: 'found'; readonly hits: readonly SearchHitItem[]; readonly unindexed: number }
    | { readonly kind: 'unclear'; readonly message: string };
  readonly nextUrl: string | undefined;
  readonly isFirstPage: boolean;
  readonly bulk: BulkBarProps;
}

/** What a search has found, newest first. */
export function SearchPage(props: SearchPageProps) {
  const { result, input, groups } = props;
  return (
    <>
      <div class="page-head">
        <h1>{t('Search')}</h1>
        <div class="list-tools">
          <SearchForm input={input} groupId={props.groupId} groups={groups} />
        </div>
      </div>
      <ViewTabs view="" search={input} {...props} />
      <UnknownOperators names={props.unknownOperators} />
      <Found {...props} />
      {result.kind === 'found' && result.unindexed > 0 && (
        <p class="notice warning" role="status">
          {t(
            'Very much mail is coming in: {unindexed} of the newest messages cannot be found yet. They will be within minutes.',
            { unindexed: result.unindexed.toLocaleString(currentLanguage()) },
          )}
        </p>
      )}
      <p class="pager">
        {!props.isFirstPage && <a href={`/tickets?${new URLSearchParams({ q: input })}`}>{t('Newest')}</a>}
        {props.nextUrl !== undefined && (
          <a href={props.nextUrl} rel="next">
            {t('Older tickets')}
          </a>
        )}
      </p>
      {result.kind === 'found' && <Keep {...props} />}
      <SearchHelp
        isOpen={result.kind === 'unclear' || result.hits.length === 0 || props.unknownOperators.length > 0}
      />
    </>
  );
}

function Hits({ hits, hasGroups, bulk }: HitsProps) {
  return (
    <div class="ticket-list">
      <BulkBar {...bulk} />
      <label class="tick-all needs-script">
        <input type="checkbox" id="tick-all" /> {t('Tick all on this page')}
      </label>
      <ol class="hits">
        {hits.map((hit) => (
          <Hit hit={hit} hasGroups={hasGroups} />
        ))}
      </ol>
    </div>
  );
}

interface HitsProps extends Pick<SearchPageProps, 'bulk'> {
  readonly hits: readonly SearchHitItem[];
  readonly hasGroups: boolean;
}

function Hit({ hit, hasGroups }: { hit: SearchHitItem; hasGroups: boolean }) {
  return (
    <li>
      <Tick number={hit.number} />
      <div class="hit-head">
        <a href={`/tickets/${hit.number}`}>
          {hit.subject.length === 0 ? (
            t('(no subject)')
          ) : (
            <bdi>
              <Marked parts={hit.subject} />
            </bdi>
          )}
        </a>
        <span class="ticket-number">#{hit.number}</span>
        <StateBadge state={hit.state} />
      </div>
      {hit.excerpt.length > 0 && (
        <p class="excerpt">
          <span class="excerpt-from">
            <bdi>{hit.from}</bdi>:
          </span>{' '}
          <bdi>
            <Marked parts={hit.excerpt} />
          </bdi>
        </p>
      )}
      <p class="hit-facts">
        <a href={`/customers/${hit.customerId}`}>
          <bdi>{nameCustomer(hit.customerName, hit.customerEmail)}</bdi>
        </a>
        {hasGroups && <span>{hit.group}</span>}
        {hit.owner !== null && <span>{hit.owner}</span>}
        <Time at={hit.lastArticleAt} isRelative />
        <ToMessage {...hit} />
      </p>
    </li>
  );
}

/** The ticket opens at its newest message. */
function ToMessage({ number, earlierArticleId: id }: Pick<SearchHitItem, 'number' | 'earlierArticleId'>) {
  if (id === undefined) return null;
  return <a href={`/tickets/${number}?at=${id}#article-${id}`}>{t('Open at this message')}</a>;
}

function Marked({ parts }: { parts: readonly MarkedText[] }) {
  return <>{parts.map(({ text, isHit }) => (isHit ? <mark>{text}</mark> : text))}</>;
}

function Nothing({ input, isFirstPage }: { input: string; isFirstPage: boolean }) {
  return (
    <div class="empty">
      <Icon name="search" />
      <h2>{isFirstPage ? t('Nothing found for “{input}”', { input }) : t('Nothing older')}</h2>
      <p>{t('All states were looked through: messages, notes, customers, file names and numbers.')}</p>
      <p>
        <a href="/tickets?view=all">{t('Show all tickets')}</a>
      </p>
      <p>
        <a href={`/trace?${new URLSearchParams({ q: input })}`}>{t('Where is my mail?')}</a>
      </p>
    </div>
  );
}

/** Keeps the search among the person's views, or takes it away again. */
function Keep({ csrf, input, savedViews, groups }: SearchPageProps) {
  const saved = savedViews.find(({ query }) => query === input);
  if (saved !== undefined) {
    return (
      <form method="post" action={`/saved-views/${saved.id}/deletion`} class="keep-search">
        <CsrfField token={csrf} />
        <button type="submit" class="quiet">
          {t('Remove “{name}” from your views', { name: saved.name })}
        </button>
      </form>
    );
  }
  return (
    <form method="post" action="/saved-views" class="keep-search">
      <CsrfField token={csrf} />
      <input type="hidden" name="q" value={input} />
      <label for="saved-name">{t('Keep this search as')}</label>
      <input id="saved-name" name="name" maxlength={40} required placeholder={t('a name for your views')} />
      {groups.length > 0 && (
        <select name="group" aria-label={t('Who sees it')}>
          <option value="">{t('for me')}</option>
          {groups.map(({ id, name }) => (
            <option value={String(id)}>{t('for {name}', { name })}</option>
          ))}
        </select>
      )}
      <button type="submit">{t('Save')}</button>
      <a href="/saved-views">{t('Order and share')}</a>
    </form>
  );
}

function UnknownOperators({ names }: { names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <p class="notice warning" role="status">
      {t('“{names}” is searched as a word. What narrows a search: {known}', {
        names: names.map((name) => `${name}:`).join(' '),
        known: searchOperators.map((name) => `${name}:`).join(' '),
      })}
    </p>
  );
}

function Found({ result, input, groups, isFirstPage, bulk }: SearchPageProps) {
  return (
    <>
      {result.kind === 'unclear' ? (
        <p class="notice warning" role="status">
          {say(result.message)}
        </p>
      ) : result.hits.length === 0 ? (
        <Nothing input={input} isFirstPage={isFirstPage} />
      ) : (
        <Hits hits={result.hits} hasGroups={groups.length > 1} bulk={bulk} />
      )}
    </>
  );
}
