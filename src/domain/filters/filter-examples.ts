import type { FilterInput } from './filter-input.ts';
import { noActions } from './filter-rule.ts';

interface FilterExample {
  /** As it stands in a link. */
  readonly slug: string;
  readonly title: string;
  readonly explanation: string;
  readonly filter: FilterInput;
}

const common = { isActive: true, match: 'all', stopsAfter: false } as const;

/** Two worked filters, for those who have none yet. */
export const filterExamples: readonly FilterExample[] = [
  {
    slug: 'orders',
    title: 'Tag mail with its order number',
    explanation:
      'A pattern finds the number in subjects such as “Order 4711 is broken” and names it; the tag uses that name. Everything about one order then carries the same tag.',
    filter: {
      ...common,
      name: 'Order numbers',
      note: 'Tags everything about an order, so that it is found together.',
      conditions: [
        {
          field: 'subject',
          header: '',
          operator: 'matches',
          isNegated: false,
          value: '\\border\\s+#?(?P<order>\\d{3,10})\\b',
        },
      ],
      actions: { ...noActions, tags: ['order-{{order}}'] },
    },
  },
  {
    slug: 'newsletters',
    title: 'Keep newsletters out',
    explanation:
      'Newsletters carry a List-Unsubscribe header. They are ignored unless they are about an invoice; a receipt of each remains, so nothing is imported twice.',
    filter: {
      ...common,
      name: 'Newsletters',
      note: 'Nobody answers newsletters.',
      conditions: [
        { field: 'header', header: 'list-unsubscribe', operator: 'exists', isNegated: false, value: '' },
        { field: 'subject', header: '', operator: 'contains', isNegated: true, value: 'invoice' },
      ],
      actions: { ...noActions, isIgnored: true },
    },
  },
];
