import type * as Protocol from '@modelcontextprotocol/sdk/types.js';

/** JSON-RPC 2.0 section 5.1. */
const invalidParams = -32_602;
const mostNamed = 5;

/**
 * The SDK answers parameters that do not fit as a fault of the server (-32603), in the words of its schema.
 * @param message as it came
 * @returns what says instead which of them are wrong; undefined where the SDK can go on
 */
export function refuseWrongParams(protocol: typeof Protocol, message: unknown): object | undefined {
  const { CallToolRequestSchema, InitializeRequestSchema, ListToolsRequestSchema } = protocol;
  const request = protocol.JSONRPCRequestSchema.safeParse(message).data;
  const known = [InitializeRequestSchema, ListToolsRequestSchema, CallToolRequestSchema];
  const schema = known.find(({ shape }) => shape.method.value === request?.method);
  const issues = request === undefined ? undefined : schema?.safeParse(request).error?.issues;
  if (request === undefined || issues === undefined) return undefined;
  const named = issues.slice(0, mostNamed).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const said = `The parameters of ${request.method} do not fit. ${named.join('; ')}`;
  return { jsonrpc: '2.0', id: request.id, error: { code: invalidParams, message: said } };
}
