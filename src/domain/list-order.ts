/** What a list of tickets can be sorted by. */
const listOrders = ['activity', 'waiting', 'opened', 'customer', 'priority'] as const;
export type ListOrder = (typeof listOrders)[number];

/** @returns the order of that name, by latest activity for any other name */
export function chooseOrder(name: string | undefined): ListOrder {
  return listOrders.find((order) => order === name) ?? 'activity';
}
