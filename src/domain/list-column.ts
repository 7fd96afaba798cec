/** What the ticket list can show of a ticket beside its subject, in the order in which it does. */
export const listColumns = [
  'customer',
  'words',
  'tags',
  'group',
  'owner',
  'state',
  'priority',
  'opened',
  'waiting',
  'latest',
] as const;
export type ListColumn = (typeof listColumns)[number];

/** Until a person chooses. */
export const usualColumns: readonly ListColumn[] = listColumns.filter(
  (column) => column !== 'priority' && column !== 'waiting',
);

export function isListColumn(value: string): value is ListColumn {
  return (listColumns as readonly string[]).includes(value);
}
