import { OpenAPIHono } from '@hono/zod-openapi';
import { HTTPException } from 'hono/http-exception';
import { AppError } from '../../errors.ts';
import type { WebContext } from '../context.ts';
import { readBody } from '../request-body.ts';
import { addCannedAnswerEndpoints } from './canned-answers.ts';
import { addChannelActions } from './channel-actions.ts';
import { addChannelEndpoints } from './channels.ts';
import type { ApiEnv } from './context.ts';
import { addCustomerEndpoints } from './customers.ts';
import { addFactEndpoints } from './facts.ts';
import { addFilterEndpoints } from './filters.ts';
import { addGroupEndpoints } from './groups.ts';
import { addMailEndpoints } from './mail.ts';
import { answerOtherMethod } from './other-methods.ts';
import { addPeopleEndpoints } from './people.ts';
import { answerProblem } from './problems.ts';
import { showReference } from './reference.tsx';
import { addReportEndpoints } from './reports.ts';
import { requireToken } from './require-token.ts';
import { addTicketEndpoints } from './tickets.ts';
import { addTraceEndpoints } from './trace.ts';
import { addUserEndpoints } from './users.ts';
import { addDeliveryEndpoints } from './webhook-deliveries.ts';
import { addWebhookEndpoints } from './webhooks.ts';
import { addWritingEndpoints } from './writing.ts';

export const apiPath = '/api/v1';

/** What the document says of the API as a whole. */
const description = {
  openapi: '3.1.0',
  info: {
    title: 'Postroom',
    version: '1',
    description:
      'Tickets from Microsoft 365 mailboxes. Every request but those for this document brings a token: `Authorization: Bearer postroom_…`. A refusal is a problem (RFC 9457) with a stable code in `error.code`.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: apiPath }],
};

/** The JSON API. Everything below the token line needs a good token; what each route needs of it stands with the route. */
export function createApi(web: WebContext): OpenAPIHono<ApiEnv> {
  const api = new OpenAPIHono<ApiEnv>({
    defaultHook(result) {
      if (!result.success) throw toInvalid(result.error.issues);
    },
  });
  api.onError((error, c) => answerProblem(web, c, error instanceof HTTPException ? notJson(error) : error));
  api.openAPIRegistry.registerComponent('securitySchemes', 'token', { type: 'http', scheme: 'bearer' });
  // Made once: it does not change while the program runs.
  let document: ReturnType<typeof api.getOpenAPI31Document> | undefined;
  const describe = () => {
    document ??= api.getOpenAPI31Document(description);
    return document;
  };
  api.get('/openapi.json', (c) => c.json(describe()));
  api.get('/docs', showReference(describe));

  api.use(requireToken(web), readBody(web, 'person') as never);
  addTicketEndpoints(api, web);
  addWritingEndpoints(api, web);
  addCustomerEndpoints(api, web);
  addChannelEndpoints(api, web);
  addChannelActions(api, web);
  addMailEndpoints(api, web);
  addTraceEndpoints(api, web);
  addPeopleEndpoints(api, web);
  addReportEndpoints(api, web);
  addUserEndpoints(api, web);
  addGroupEndpoints(api, web);
  addFilterEndpoints(api, web);
  addCannedAnswerEndpoints(api, web);
  addWebhookEndpoints(api, web);
  addDeliveryEndpoints(api, web);
  addFactEndpoints(api, web);
  // Else the pages would answer, with their sign-in.
  api.all('*', (c) => answerOtherMethod(c, describe().paths ?? {}, c.req.path.slice(apiPath.length)));
  return api;
}

interface Issue {
  readonly code: string;
  readonly path: PropertyKey[];
  readonly message: string;
  /** Those that are not known. */
  readonly keys?: readonly string[];
}

/** @returns the error that names each wrong field by its path */
function toInvalid(issues: readonly Issue[]): AppError {
  // By names of the program's own: an object knows words such as "constructor" already.
  const wrong = new Map<string, string>();
  for (const { path, message, code, keys = [] } of issues) {
    const isUnknown = code === 'unrecognized_keys';
    const paths = isUnknown ? keys.map((key) => [...path, key]) : [path];
    for (const each of paths) {
      const field = each.join('.') || 'body';
      if (!wrong.has(field)) wrong.set(field, isUnknown ? 'There is no such field.' : message);
    }
  }
  const listed = [...wrong].map(([field, message]) => `${field}: ${message}`);
  return new AppError('invalid', `The request does not fit. ${listed.join('; ')}`, {
    fields: Object.fromEntries(wrong),
  });
}

/** What hono's validator throws for a body that cannot be read. */
function notJson(cause: HTTPException): AppError {
  return new AppError('invalid', 'The body cannot be read; expected JSON.', {
    cause,
    fields: { body: 'Expected JSON.' },
  });
}
