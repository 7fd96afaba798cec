import type { Context } from 'hono';
import type { Viewer } from '../../db/ticket-access.ts';
import type { User } from '../../db/users.ts';
import type { TokenActor } from '../../domain/actor.ts';
import type { Upload } from '../../domain/draft.ts';
import type { TokenScope } from '../../domain/token-scope.ts';
import type { DeskDoor } from '../../threads/desk-client.ts';
import type { WebContext, WebEnv } from '../context.ts';
import type { KeptAnswers } from './kept-answers.ts';

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
  Variables: WebEnv['Variables'] & {
    caller: Caller;
    /** Of the request, where it brings an Idempotency-Key: what it writes is known by this, however often it is done. */
    requestKey?: string;
    /** That came with the request (uploads). */
    files?: readonly Upload[];
    /** Of what is answered; sent with it. */
    etag?: string;
    /** What has been answered, and the version of the data file that this request began with. */
    answers: { readonly kept: KeptAnswers; readonly version: number };
  };
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
