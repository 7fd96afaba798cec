/** What keeps mail from a recipient, by what the mail server says. */
export const deliveryProblems = [
  'no_such_address',
  'address_refused',
  'no_such_domain',
  'sender_refused',
  'sender_not_verified',
  'mailbox_closed',
  'mailbox_full',
  'too_large',
  'certain_senders_only',
  'taken_for_spam',
  'routing_misconfigured',
  'relay_denied',
  'not_reached',
  'not_reached_in_time',
  'refusing_for_now',
  'refused_by_rules',
  'no_reason_given',
] as const;

export type DeliveryProblem =
  /** `text`: the server's own words, where it has any. */
  | { readonly code: (typeof deliveryProblems)[number]; readonly text?: string }
  /** No rule knows it: the server's words. */
  | { readonly code: 'said'; readonly text: string }
  /** Of an older version, in its words. */
  | { readonly code: 'words'; readonly text: string };
