/** The duties that the desk does by itself. */
const duties = ['receive', 'fetch', 'deliver', 'rule', 'clock', 'tell', 'sign_in', 'care'] as const;
export type Duty = (typeof duties)[number];

/** Somebody who is not signed in: he can do nothing but that, and set up a new installation. */
export interface VisitorActor {
  readonly kind: 'visitor';
}

export interface UserActor {
  readonly kind: 'user';
  readonly userId: number;
  /** SHA-256 of the session's cookie, hex; the session has to be good still when the work is done. */
  readonly sessionHash?: string;
  /** The network address of his browser. */
  readonly address?: string;
  /** The newest fact that there was when his page was made; absent where no page says it. */
  readonly seen?: number | undefined;
}

export interface TokenActor {
  readonly kind: 'token';
  readonly tokenId: number;
  readonly userId: number;
  readonly scopes: readonly string[];
  /** The groups that the token is limited to; undefined: all that its user may see. */
  readonly groupIds?: readonly number[];
  /** The network address of the program. */
  readonly address?: string;
}

interface CommandLineActor {
  readonly kind: 'command_line';
}

/** The desk itself: a channel, a rule, the clock. */
export interface DeskActor {
  readonly kind: 'desk';
  readonly duty: Duty;
  readonly channelId?: number;
  readonly filterId?: number;
}

/** Who acts. Every change has one, and every fact names one. */
export type Actor = VisitorActor | UserActor | TokenActor | CommandLineActor | DeskActor;

export type ActorKind = Actor['kind'];

/** @returns the user whose rights count; undefined for the command line and the desk itself */
export function findActingUser(actor: Actor): number | undefined {
  return actor.kind === 'user' || actor.kind === 'token' ? actor.userId : undefined;
}

/** @returns the network address that it came from, where somebody came by one */
export function findOrigin(actor: Actor): string | undefined {
  return actor.kind === 'user' || actor.kind === 'token' ? actor.address : undefined;
}

/** @returns through what it was done, as the stream of facts keeps it: `page`, `token:5`, `fetch:7`, `rule:3` */
export function describeVia(actor: Actor): string {
  switch (actor.kind) {
    case 'visitor':
    case 'user':
      return 'page';
    case 'token':
      return `token:${actor.tokenId}`;
    case 'command_line':
      return 'command_line';
    case 'desk': {
      const id = actor.filterId ?? actor.channelId;
      return id === undefined ? actor.duty : `${actor.duty}:${id}`;
    }
  }
}
