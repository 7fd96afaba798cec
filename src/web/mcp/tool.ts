import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type * as z from 'zod';
import type { TokenScope } from '../../domain/token-scope.ts';
import { toAppError } from '../../errors.ts';
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
}

/** Adds a tool. What it answers is shown as JSON, after the notice; a refusal is a result that says so. */
export function addTool<Input extends z.ZodObject>(
  { server, web, caller }: ToolPlace,
  { name, description, scope, input, isReadOnly }: Tool<Input>,
  run: (input: z.output<Input>) => Promise<unknown>,
): void {
  const work = async (given: z.output<Input>) => {
    try {
      assertGranted(caller, scope);
      return { content: [say(notice), say(JSON.stringify(await run(given)))] };
    } catch (thrown) {
      const { code, message, fields } = toAppError(thrown);
      if (code === 'internal') web.log.error('tool failed', { tool: name, error: thrown });
      const error = { code, message, ...(fields === undefined ? {} : { fields }) };
      return { isError: true, content: [say(notice), say(JSON.stringify({ error }))] };
    }
  };
  const annotations = { readOnlyHint: isReadOnly === true, openWorldHint: scope === 'send' };
  const described = `${description} Scope: ${scope}.`;
  // The types of a tool made from any schema say nothing; the schema checks what comes in.
  server.registerTool(name, { description: described, inputSchema: input, annotations }, work as never);
}

function say(text: string) {
  return { type: 'text' as const, text };
}
