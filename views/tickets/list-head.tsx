import type { Child } from 'hono/jsx';
import type { ListColumn } from '../../src/domain/list-column.ts';
import type { ListOrder } from '../../src/domain/list-order.ts';
import { viewUrl } from '../search/view-tabs.tsx';
import { t } from '../words.ts';

interface ListHeadProps {
  readonly view: string;
  readonly groupId: number | undefined;
  readonly order: ListOrder;
  readonly canSort: boolean;
  readonly columns: readonly ListColumn[];
}

/** The names of the columns; those that a list can be sorted by lead there. */
export function ListHead(props: ListHeadProps) {
  const has = (column: ListColumn) => props.columns.includes(column);
  return (
    <thead>
      <tr>
        <th scope="col" class="tick">
          <input type="checkbox" id="tick-all" class="needs-script" aria-label={t('Tick all on this page')} />
        </th>
        {has('customer') && (
          <Sortable {...props} by="customer" kind="ascending" class="customer">
            {t('Customer')}
          </Sortable>
        )}
        <th scope="col" class="subject">
          {t('Subject')}
        </th>
        {has('group') && <th scope="col">{t('Group')}</th>}
        {has('owner') && <th scope="col">{t('Owner')}</th>}
        {has('state') && <th scope="col">{t('State')}</th>}
        {has('priority') && (
          <Sortable {...props} by="priority" kind="descending" class="priority">
            {t('Priority')}
          </Sortable>
        )}
        <Times {...props} />
      </tr>
    </thead>
  );
}

function Times(props: ListHeadProps) {
  return (
    <>
      {props.columns.includes('opened') && (
        <Sortable {...props} by="opened" kind="descending" class="number opened">
          {t('Opened')}
        </Sortable>
      )}
      {props.columns.includes('waiting') && (
        <Sortable {...props} by="waiting" kind="ascending" class="number waiting">
          {t('Waits since')}
        </Sortable>
      )}
      {props.columns.includes('latest') && (
        <Sortable {...props} by="activity" kind="descending" class="number latest">
          {t('Latest')}
        </Sortable>
      )}
    </>
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
