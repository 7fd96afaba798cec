import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { Article, type ArticleItem } from './article.tsx';
import { PaperNote } from './paper-note.tsx';

interface PrintPageProps {
  readonly number: number;
  readonly subject: string;
  readonly articles: readonly ArticleItem[];
  /** The place of the first of them in the whole, from one on. */
  readonly first: number;
  readonly total: number;
  readonly part: number;
  readonly parts: number;
  readonly printedAt: Date;
  readonly printedBy: string;
}

/** A ticket as it is on paper: everything open, as wide as a sheet. */
export function PrintPage(props: PrintPageProps) {
  const { number, subject, articles, first, total } = props;
  const last = first + articles.length - 1;
  return (
    <div class="sheet">
      <p class="sheet-tools">
        <a href={`/tickets/${number}`}>{t('Back to the ticket')}</a>
        <button type="button" class="needs-script" data-print>
          {t('Print')}
        </button>
        <span class="hint">{t('Notes are printed, too.')}</span>
      </p>
      <Parts {...props} />
      <h1>
        <bdi>{subject || t('(no subject)')}</bdi> <span class="ticket-number">#{number}</span>
      </h1>
      <p class="hint">
        {t('Messages {first} to {last} of {total}.', { first: Math.min(first, last), last, total })}{' '}
        {rich('Printed by {name}, {time}.', {
          name: <bdi>{props.printedBy}</bdi>,
          time: <Time at={props.printedAt} />,
        })}
      </p>
      <PaperNote isPart={false} />
      <div class="conversation">
        {articles.map((article) => (
          <Article article={article} number={number} csrf={undefined} isOpen canSplit={false} isOnPaper />
        ))}
      </div>
      <Parts {...props} />
    </div>
  );
}

/** To the other sheets of a very long ticket. */
function Parts({ number, part, parts }: PrintPageProps) {
  if (parts === 1) return null;
  return (
    <nav class="sheet-tools" aria-label={t('Parts')}>
      {Array.from({ length: parts }, (_, index) => index + 1).map((each) => (
        <a href={`/tickets/${number}/print?part=${each}`} aria-current={each === part ? 'page' : undefined}>
          {t('Part {each}', { each })}
        </a>
      ))}
    </nav>
  );
}
