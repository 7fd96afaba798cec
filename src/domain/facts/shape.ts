/** What a fact can be about: ids of rows, which may be gone by now. */
export interface FactIds {
  readonly ticketId?: number;
  readonly articleId?: number;
  readonly channelId?: number;
  readonly customerId?: number;
  readonly groupId?: number;
  readonly userId?: number;
}

/**
 * The facts of one subject: for each kind what it says, with the ids that all of them have. What they say is stored
 * as JSON, so times are ISO 8601 text, and a name stands beside its id as it was then.
 */
export type FactsAbout<Ids extends FactIds, Says> = {
  [Kind in keyof Says & string]: FactIds & Ids & { readonly kind: Kind; readonly data: Says[Kind] };
}[keyof Says & string];

/** Says no more than that it happened. */
export type Nothing = Readonly<Record<string, never>>;

/** A person, group, filter … as it was called at that time. `id` is null where an older version kept the name alone. */
export interface Named {
  readonly id: number | null;
  readonly name: string;
}

/** Another ticket. `id` is null where an older version kept the number alone. */
export interface TicketRef {
  readonly id: number | null;
  readonly number: number;
}

/** A value in JSON. */
export type Value =
  | string
  | number
  | boolean
  | null
  | readonly Value[]
  | { readonly [field: string]: Value | undefined };

/** One field of a user, group, filter, channel or setting. */
export type Change =
  | { readonly field: string; readonly before: Value; readonly after: Value }
  /** A password, secret or key: that it changed is all that is kept. */
  | { readonly field: string; readonly isSecret: true };
