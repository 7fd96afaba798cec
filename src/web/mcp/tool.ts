import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type * as z from 'zod';
import type { TokenScope } from '../../domain/token-scope.ts';
import { type AppError, toAppError } from '../../errors.ts';
import type { Caller } from '../api/context.ts';
import { assertGranted } from '../api/endpoint.ts';
import type { WebContext } from '../context.ts';
import { notice } from './marked-words.ts';

/** What the tools of one request work with. */
export interface ToolPlace {
  readonly server: McpServer;
  readonly web: WebContext;
  readonly caller: Caller;
}

interface Tool<Input extends z.ZodObject> {
  readonly name: string;
  readonly description: string;
  readonly scope: TokenScope;
  readonly input: Input;
  readonly isReadOnly?: true;
  /** The names of arguments by those that the desk knows them by: a refusal names what the assistant has sent. */
  readonly argumentOf?: Readonly<Record<string, string>>;
}

/** Adds a tool. What it answers is shown as JSON, after the notice; a refusal is a result that says so. */
export function addTool<Input extends z.ZodObject>(
  { server, web, caller }: ToolPlace,
  { name, description, scope, input, isReadOnly, argumentOf = {} }: Tool<Input>,
  run: (input: z.output<Input>) => Promise<unknown>,
): void {
  const work = async (given: z.output<Input>) => {
    try {
      assertGranted(caller, scope);
      return { content: [say(notice), say(JSON.stringify(await run(given)))] };
    } catch (thrown) {
      const failure = toAppError(thrown);
      if (failure.code === 'internal') web.log.error('tool failed', { tool: name, error: thrown });
      const error = describeRefusal(failure, argumentOf);
      return { isError: true, content: [say(notice), say(JSON.stringify({ error }))] };
    }
  };
  const annotations = { readOnlyHint: isReadOnly === true, openWorldHint: scope === 'send' };
  const described = `${description} Scope: ${scope}.`;
  // The types of a tool made from any schema say nothing; the schema checks what comes in.
  server.registerTool(name, { description: described, inputSchema: input, annotations }, work as never);
}

function describeRefusal({ code, message, fields }: AppError, argumentOf: Readonly<Record<string, string>>) {
  if (fields === undefined) return { code, message };
  let told = message;
  const named = Object.entries(fields).map(([path, text]) => {
    const [field = '', ...rest] = path.split('.');
    const name = [argumentOf[field] ?? field, ...rest].join('.');
    told = told.replace(`${path}: ${text}`, () => `${name}: ${text}`);
    return [name, text];
  });
  return { code, message: told, fields: Object.fromEntries(named) };
}

function say(text: string) {
  return { type: 'text' as const, text };
}
