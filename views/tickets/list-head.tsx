import type { Child } from 'hono/jsx';
import type { ListOrder } from '../../src/domain/list-order.ts';
import { viewUrl } from '../search/view-tabs.tsx';
import { t } from '../words.ts';

interface ListHeadProps {
  readonly view: string;
  readonly groupId: number | undefined;
  readonly order: ListOrder;
  readonly canSort: boolean;
  readonly hasGroups: boolean;
}

/** The names of the columns; those that a list can be sorted by lead there. */
export function ListHead(props: ListHeadProps) {
  const isByWaiting = props.order === 'waiting';
  return (
    <thead>
      <tr>
        <th scope="col" class="tick">
          <input type="checkbox" id="tick-all" class="needs-script" aria-label={t('Tick all on this page')} />
        </th>
        <Sortable {...props} by="customer" kind="ascending" class="customer">
          {t('Customer')}
        </Sortable>
        <th scope="col" class="subject">
          {t('Subject')}
        </th>
        {props.hasGroups && <th scope="col">{t('Group')}</th>}
        <th scope="col">{t('Owner')}</th>
        <th scope="col">{t('State')}</th>
        <Sortable
          {...props}
          by={isByWaiting ? 'waiting' : 'opened'}
          kind={isByWaiting ? 'ascending' : 'descending'}
          class="number"
        >
          {isByWaiting ? t('Waits since') : t('Opened')}
        </Sortable>
        <Sortable {...props} by="activity" kind="descending" class="number">
          {t('Latest')}
        </Sortable>
      </tr>
    </thead>
  );
}

interface SortableProps extends ListHeadProps {
  readonly by: ListOrder;
  readonly kind: 'ascending' | 'descending';
  readonly class: string;
  readonly children?: Child;
}

function Sortable({ by, kind, view, groupId, order, canSort, children, ...rest }: SortableProps) {
  return (
    <th scope="col" class={rest.class} aria-sort={order === by ? kind : undefined}>
      {canSort && order !== by ? <a href={viewUrl(view, groupId, by)}>{children}</a> : children}
    </th>
  );
}
