/** What people are told of in the pages. */
export const notificationKinds = [
  'new',
  'assigned',
  'answered',
  'written',
  'mentioned',
  'undelivered',
  'held',
] as const;
export type NotificationKind = (typeof notificationKinds)[number];

export const notificationLabels: Readonly<Record<NotificationKind, string>> = {
  new: 'A new ticket in one of my groups',
  assigned: 'A ticket is assigned to me by somebody else',
  answered: 'The customer answers on a ticket of mine, or one that I follow',
  written: 'A colleague writes in a ticket that I follow',
  mentioned: 'A colleague mentions me in a note (@name)',
  undelivered: 'A message of mine, or on a ticket of mine, does not arrive',
  held: 'A message of mine, or on a ticket of mine, waits to be sent for minutes',
};
