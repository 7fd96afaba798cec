import assert from 'node:assert/strict';
import { createApiToken } from '../../src/desk/people/api-tokens.ts';
import type { TokenScope } from '../../src/domain/token-scope.ts';
import type { TicketDesk } from './ticket-desk.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a program reads JSON whose shape the tests assert.
  readonly body: any;
}

export interface ApiClient {
  readonly token: string;
  get(path: string, headers?: Record<string, string>): Promise<ApiAnswer>;
  send(method: string, path: string, body: unknown, headers?: Record<string, string>): Promise<ApiAnswer>;
}

/** @returns a program's way to the API, with a token of that user made for it */
export async function openApi(
  desk: TicketDesk,
  userId: number,
  scopes: TokenScope[],
  limits: { readonly groupIds?: number[]; readonly days?: number } = {},
): Promise<ApiClient> {
  const made = desk.door.as({ kind: 'user', userId });
  const { token } = await made.call(createApiToken, { name: 'a program', scopes, ...limits });
  return clientOf(desk, token);
}

export function clientOf(desk: TicketDesk, token: string | undefined): ApiClient {
  const request = async (path: string, init: RequestInit): Promise<ApiAnswer> => {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const headers = { host: 'localhost', ...authorization, ...(init.headers as Record<string, string>) };
    const answer = await desk.fetch(new Request(`http://localhost/api/v1${path}`, { ...init, headers }));
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get('content-type') ?? '');
    return { status: answer.status, headers: answer.headers, body: isJson ? JSON.parse(text) : text };
  };
  return {
    token: token ?? '',
    get: (path, headers = {}) => request(path, { headers }),
    send: (method, path, body, headers = {}) =>
      request(path, {
        method,
        body: body === undefined ? null : JSON.stringify(body),
        headers: { 'content-type': 'application/json', ...headers },
      }),
  };
}

/** An answer that refuses says so in both shapes. */
export function assertProblem({ status, headers, body }: ApiAnswer, wanted: number, code: string): void {
  assert.equal(status, wanted, JSON.stringify(body));
  assert.equal(headers.get('content-type'), 'application/problem+json');
  assert.equal(body.status, wanted);
  assert.equal(body.error.code, code);
  assert.equal(body.detail, body.error.message);
}
