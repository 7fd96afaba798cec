import { Live } from '../live.tsx';
import { Article, type ArticleItem } from './article.tsx';

export interface ConversationProps {
  readonly ticketId: number;
  readonly number: number;
  readonly articles: readonly ArticleItem[];
  /** The page before this one, in time; undefined when everything is shown. */
  readonly earlierUrl: string | undefined;
  readonly url: string;
  /** Undefined for a person who may only read: no forms. */
  readonly csrf: string | undefined;
}

/** So many of the newest articles stand open. */
const unfolded = 4;

/** The articles of a ticket in order; new ones and the state of sending appear by themselves. */
export function Conversation({ ticketId, number, articles, earlierUrl, url, csrf }: ConversationProps) {
  return (
    <Live id="conversation" class="conversation" url={url} on={`ticket-${ticketId}`}>
      {earlierUrl !== undefined && (
        <p class="earlier">
          <a href={earlierUrl}>Earlier messages</a>
        </p>
      )}
      {articles.map((article, index) => (
        <Article
          article={article}
          number={number}
          csrf={csrf}
          isOpen={index >= articles.length - unfolded || needsAttention(article)}
        />
      ))}
    </Live>
  );
}

function needsAttention({ delivery }: ArticleItem): boolean {
  return delivery !== undefined && delivery.state !== 'sent';
}
