import type { Context } from 'hono';
import type { Viewer } from '../../db/ticket-access.ts';
import type { User } from '../../db/users.ts';
import type { TokenActor } from '../../domain/actor.ts';
import type { TokenScope } from '../../domain/token-scope.ts';
import type { DeskDoor } from '../../threads/desk-client.ts';
import type { WebContext, WebEnv } from '../context.ts';

/** Set by `requireToken` on every route of the API that needs one. */
export interface Caller {
  readonly actor: TokenActor;
  readonly user: User;
  /** What it may see. */
  readonly viewer: Viewer;
  readonly scopes: readonly TokenScope[];
  /** For everything that changes something. */
  readonly door: DeskDoor;
}

export interface ApiEnv {
  Variables: WebEnv['Variables'] & { caller: Caller };
}

export type ApiContext = Context<ApiEnv>;

/** What an endpoint works with. */
export interface Asked<Params, Query, Body> {
  readonly web: WebContext;
  readonly caller: Caller;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly c: ApiContext;
}
