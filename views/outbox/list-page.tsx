import { GroupChoice } from '../group-choice.tsx';
import { Icon } from '../icon.tsx';
import { t } from '../words.ts';
import { OutboxList, type OutboxListProps } from './list.tsx';

/** What goes out and what became of it, with search and choice of group, which stay while the list follows events. */
export function OutboxPage(props: OutboxListProps) {
  return (
    <>
      <div class="page-head">
        <h1>{t('Outbox')}</h1>
        <form class="list-tools outbox-tools" action="/outbox" method="get" data-submit-on-change>
          <input type="hidden" name="view" value={props.view} />
          <GroupChoice id="outbox-group" groups={props.groups} groupId={props.groupId} />
          <SearchField words={props.words} />
        </form>
      </div>
      <OutboxList {...props} />
    </>
  );
}

function SearchField({ words }: Pick<OutboxListProps, 'words'>) {
  return (
    <>
      <label class="visually-hidden" for="outbox-search">
        {t('Search the outbox')}
      </label>
      <input
        id="outbox-search"
        type="search"
        name="q"
        value={words}
        placeholder={t('Subject or recipient')}
      />
      <button type="submit" aria-label={t('Search')}>
        <Icon name="search" />
      </button>
    </>
  );
}
