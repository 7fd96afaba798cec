import { GroupChoice } from '../group-choice.tsx';
import { SearchField } from '../search-field.tsx';
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
          <SearchField
            id="outbox-search"
            label={t('Search the outbox')}
            words={props.words}
            placeholder={t('Subject or recipient')}
          />
        </form>
      </div>
      <OutboxList {...props} />
    </>
  );
}
