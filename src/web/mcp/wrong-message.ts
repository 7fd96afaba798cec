import type * as Protocol from '@modelcontextprotocol/sdk/types.js';

// JSON-RPC 2.0 section 5.1.
const invalidRequest = -32_600;
const invalidParams = -32_602;
const mostNamed = 5;

interface Refusal {
  readonly status: 200 | 400;
  readonly answer: object;
}

/**
 * The SDK answers what is no message of the protocol as if it were no JSON (-32700), and parameters that do not fit as a fault of
 * the server (-32603), in the words of its schema.
 * @param message as it came; undefined for what is no JSON
 * @returns what says instead what is wrong; undefined where the SDK can go on
 */
export function refuseWrongMessage(protocol: typeof Protocol, message: unknown): Refusal | undefined {
  if (message === undefined) return undefined;
  if (!protocol.JSONRPCMessageSchema.safeParse(message).success) {
    const said =
      'This is no message of JSON-RPC 2.0; expected "jsonrpc", "method", and "id" as a text or a whole number.';
    return { status: 400, answer: refusal(null, invalidRequest, said) };
  }
  return refuseWrongParams(protocol, message);
}

function refuseWrongParams(protocol: typeof Protocol, message: unknown): Refusal | undefined {
  const { CallToolRequestSchema, InitializeRequestSchema, ListToolsRequestSchema } = protocol;
  const request = protocol.JSONRPCRequestSchema.safeParse(message).data;
  const known = [InitializeRequestSchema, ListToolsRequestSchema, CallToolRequestSchema];
  const schema = known.find(({ shape }) => shape.method.value === request?.method);
  const issues = request === undefined ? undefined : schema?.safeParse(request).error?.issues;
  if (request === undefined || issues === undefined) return undefined;
  const named = issues.slice(0, mostNamed).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const said = `The parameters of ${request.method} do not fit. ${named.join('; ')}`;
  return { status: 200, answer: refusal(request.id, invalidParams, said) };
}

function refusal(id: unknown, code: number, message: string): object {
  return { jsonrpc: '2.0', id, error: { code, message } };
}
