import { Live } from '../live.tsx';
import { t } from '../words.ts';
import { Article, type ArticleItem } from './article.tsx';
import { type MergedInto, MergedNote } from './link-forms.tsx';
import { PaperNote } from './paper-note.tsx';

export interface ConversationProps {
  readonly ticketId: number;
  readonly number: number;
  readonly articles: readonly ArticleItem[];
  /** The page before this one, in time; undefined when everything is shown. */
  readonly earlierUrl: string | undefined;
  /** The page after this one; undefined where that is the newest, or there is none. */
  readonly laterUrl: string | undefined;
  /** Undefined on the newest page. */
  readonly newestUrl: string | undefined;
  readonly url: string;
  /** From this article on they stand open; undefined for a page of earlier ones. */
  readonly openFrom: number | undefined;
  /** The first that the viewer has not seen. */
  readonly unreadFrom: number | undefined;
  /** The message that was asked for. */
  readonly at: number | undefined;
  /** Undefined for a person who may only read: no forms. */
  readonly csrf: string | undefined;
  /** Where its messages are by now. */
  readonly merged: MergedInto | undefined;
}

/** So many of the newest articles of an earlier page stand open. */
const unfolded = 4;
/** Fewer are not worth a fold. */
const fewestFolded = 3;

/** The articles of a ticket in order; new ones and the state of sending appear by themselves. */
export function Conversation(props: ConversationProps) {
  const { ticketId, articles, earlierUrl, url, openFrom, at } = props;
  const isOpen = (article: ArticleItem, index: number) =>
    article.id === at ||
    needsAttention(article) ||
    (openFrom === undefined ? index >= articles.length - unfolded : article.id >= openFrom);
  // The first message says what it is all about.
  const start = earlierUrl === undefined ? 1 : 0;
  const firstOpen = articles.findIndex(isOpen);
  const end = openFrom !== undefined && firstOpen - start >= fewestFolded ? firstOpen : start;
  // The only message of a ticket cannot be split off from it.
  const canSplit = earlierUrl !== undefined || articles.filter(({ kind }) => kind === 'email').length > 1;
  const show = (article: ArticleItem, index: number) => (
    <Entry article={article} isOpen={isOpen(article, index)} canSplit={canSplit} {...props} />
  );
  const all = articles.map(show);
  return (
    <Live id="conversation" class="conversation" url={url} on={`ticket-${ticketId}`}>
      <PaperNote isPart={earlierUrl !== undefined || props.newestUrl !== undefined} />
      <Turning {...props} isAbove />
      {all.slice(0, start)}
      {end > start && (
        <details id="older" class="older">
          <summary>{t('{more} older', { more: end - start })}</summary>
          {all.slice(start, end)}
        </details>
      )}
      {all.slice(end)}
      <Turning {...props} />
      {props.merged !== undefined && <MergedNote number={props.number} {...props.merged} />}
    </Live>
  );
}

/** To the other pages of a long conversation. */
function Turning({
  earlierUrl,
  laterUrl,
  newestUrl,
  isAbove = false,
}: Pick<ConversationProps, 'earlierUrl' | 'laterUrl' | 'newestUrl'> & { readonly isAbove?: boolean }) {
  const before = isAbove ? earlierUrl : undefined;
  const after = isAbove ? undefined : laterUrl;
  if (before === undefined && newestUrl === undefined) return null;
  return (
    <p class="earlier">
      {before !== undefined && <a href={before}>{t('Earlier messages')}</a>}
      {after !== undefined && <a href={after}>{t('Later messages')}</a>}
      {newestUrl !== undefined && <a href={newestUrl}>{t('Newest messages')}</a>}
    </p>
  );
}

function Entry({
  article,
  isOpen,
  canSplit,
  number,
  csrf,
  unreadFrom,
}: ConversationProps & {
  readonly article: ArticleItem;
  readonly isOpen: boolean;
  readonly canSplit: boolean;
}) {
  return (
    <>
      {article.id === unreadFrom && (
        <p id="unread" class="unread-line">
          {t('New since you looked')}
        </p>
      )}
      <Article article={article} number={number} csrf={csrf} isOpen={isOpen} canSplit={canSplit} />
    </>
  );
}

function needsAttention({ delivery }: ArticleItem): boolean {
  return delivery !== undefined && delivery.state !== 'sent';
}
