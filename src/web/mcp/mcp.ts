import { Hono } from 'hono';
import { isMcpOn } from '../../db/mcp-settings.ts';
import { AppError } from '../../errors.ts';
import type { ApiContext, ApiEnv } from '../api/context.ts';
import { answerProblem } from '../api/problems.ts';
import { requireToken } from '../api/require-token.ts';
import type { WebContext } from '../context.ts';
import { assertEachFieldOnce } from '../repeated-field.ts';
import { readBody } from '../request-body.ts';
import { addReadTools } from './read-tools.ts';
import { addWriteTools } from './write-tools.ts';
import { refuseWrongMessage } from './wrong-message.ts';

export const mcpPath = '/mcp';

/** The MCP server (streamable HTTP): each request stands by itself and brings a token of the API. */
export function createMcp(web: WebContext): Hono<ApiEnv> {
  const mcp = new Hono<ApiEnv>();
  mcp.onError((error, c) => answerProblem(web, c, error));
  mcp.use(requireToken(web));
  mcp.use(async (_, next) => {
    if (await isMcpOn(web.read)) return next();
    throw new AppError(
      'not_found',
      'The MCP server is switched off; an admin switches it on in Settings, MCP server.',
    );
  });
  mcp.use(readBody(web, 'person') as never);
  mcp.post('/', (c) => serve(web, c));
  // Without sessions there is no stream to open and nothing to end: the protocol asks for 405 then.
  mcp.all('*', (c) => c.body(null, 405, { Allow: 'POST' }));
  return mcp;
}

async function serve(web: WebContext, c: ApiContext): Promise<Response> {
  // Read when the first assistant comes: most installations never need it.
  const [{ McpServer }, { WebStandardStreamableHTTPServerTransport }, protocol] = await Promise.all([
    import('@modelcontextprotocol/sdk/server/mcp.js'),
    import('@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'),
    import('@modelcontextprotocol/sdk/types.js'),
  ]);
  const message = await readMessage(c.req.raw.clone());
  const refusal = refuseWrongMessage(protocol, message);
  if (refusal !== undefined) return c.json(refusal.answer, refusal.status);
  const server = new McpServer({ name: 'postroom', version: '1' });
  const place = { server, web, caller: c.get('caller') };
  addReadTools(place);
  addWriteTools(place);
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await server.connect(transport as never);
  try {
    return await transport.handleRequest(c.req.raw);
  } finally {
    await server.close();
  }
}

/**
 * The rate of a token counts requests, so a request holds one call. The protocol has had no batches since 2025-06-18.
 * @returns undefined for what is no JSON, which the SDK says in the form of the protocol
 * @throws AppError invalid
 */
async function readMessage(request: Request): Promise<unknown> {
  const text = await request.text();
  assertEachFieldOnce(text);
  if (text.trimStart().startsWith('[')) {
    throw new AppError('invalid', 'Send one message in each request; batches are not taken.');
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
