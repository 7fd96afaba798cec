/** Why a mail that opened a ticket is not answered by itself. */
export type AutoReplyRefusal =
  | { readonly code: PlainAutoReplyRefusal }
  /** `sign`: by what the program was recognised. */
  | { readonly code: 'robot'; readonly sign: string }
  /** `count`: how many it got within a day. */
  | { readonly code: 'address_day_limit'; readonly count: number }
  | { readonly code: 'hour_limit'; readonly count: number }
  /** No mail can be written to that address. */
  | { readonly code: 'unfit_address'; readonly address: string };

const plainAutoReplyRefusals = [
  'file',
  'quarantine',
  'undated',
  'archived',
  'backlog',
  'older_than_a_day',
  'restored',
  'sender_blocked',
  'no_sender',
  'forwarded_by_agent',
  'via_list',
  'forbidden',
  'closed_by_rule',
  'address_had_one',
  'no_sending_address',
] as const;
export type PlainAutoReplyRefusal = (typeof plainAutoReplyRefusals)[number];
