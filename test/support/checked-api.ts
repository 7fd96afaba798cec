import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { TokenScope } from '../../src/domain/token-scope.ts';
import { type ApiAnswer, type ApiClient, clientOf } from './api-client.ts';
import type { TicketDesk } from './ticket-desk.ts';

/** As far as the document uses it. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
}

interface Described {
  readonly security: readonly Record<string, readonly TokenScope[]>[];
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema: JsonSchema;
  }[];
  readonly requestBody?: {
    readonly content: { readonly 'application/json': { readonly schema: JsonSchema } };
  };
  readonly responses: Readonly<Record<string, { readonly content?: Record<string, { schema: JsonSchema }> }>>;
}

export interface Operation extends Described {
  readonly method: string;
  readonly path: string;
  readonly scope: TokenScope;
}

export interface ApiDocument {
  readonly operations: readonly Operation[];
  readonly schemas: Readonly<Record<string, JsonSchema>>;
  /** Fails where an answer is none of those that the document describes. */
  check(operation: Operation, answer: ApiAnswer): void;
}

/** Reads the document as programs do. */
export async function loadDocument(desk: TicketDesk): Promise<ApiDocument> {
  const { body } = await clientOf(desk, undefined).get('/openapi.json');
  const paths = body.paths as Record<string, Record<string, Described>>;
  const hasProperty = (schema: JsonSchema, name: string): boolean => {
    const named = /^#\/components\/schemas\/(.+)$/.exec(schema.$ref ?? '')?.[1];
    const whole = named === undefined ? schema : (body.components.schemas[named] as JsonSchema);
    return Object.hasOwn(whole.properties ?? {}, name);
  };
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => {
      const scope = Object.values(described.security[0] ?? {}).flat()[0] as TokenScope;
      return { ...described, method: method.toUpperCase(), path, scope };
    }),
  );
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  ajv.addSchema({ $id: 'api', components: body.components });
  const compiled = new Map<JsonSchema, ValidateFunction>();
  const validatorOf = (schema: JsonSchema) => {
    const known = compiled.get(schema) ?? ajv.compile(pointInto(schema) as object);
    compiled.set(schema, known);
    return known;
  };
  return {
    operations,
    schemas: body.components.schemas,
    check: (operation, answer) => {
      if (answer.status === 400) assertOwnNames(operation, answer, hasProperty);
      check(operation, answer, validatorOf);
    },
  };
}

/** @returns a path with its parameters filled in */
export function fillPath(path: string, values: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? '1'));
}

/** The way of a program to one operation. */
export function ask(
  client: ApiClient,
  { method }: Operation,
  target: string,
  body?: unknown,
): Promise<ApiAnswer> {
  return method === 'GET' ? client.get(target) : client.send(method, target, body);
}

function check(
  { method, path, responses }: Operation,
  { status, headers, body }: ApiAnswer,
  validatorOf: (schema: JsonSchema) => ValidateFunction,
): void {
  const where = `${method} ${path}: ${status}`;
  const response = responses[String(status)] ?? responses[`${Math.floor(status / 100)}XX`];
  assert.ok(response, `${where} is not described: ${JSON.stringify(body).slice(0, 300)}`);
  const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
  const content = response.content ?? {};
  if (Object.keys(content).length === 0) {
    assert.equal(body, '', where);
    return;
  }
  const described = content[type] ?? content['*/*'] ?? content['application/octet-stream'];
  assert.ok(described, `${where} has the type ${type}, which is not described`);
  if (!/json/.test(type)) return;
  const validate = validatorOf(described.schema);
  assert.ok(validate(body), `${where}: ${JSON.stringify(validate.errors)} in ${JSON.stringify(body)}`);
}

/** A program is told of the fields that it may send, by their names. */
function assertOwnNames(
  { method, path, parameters = [], requestBody }: Operation,
  { body }: ApiAnswer,
  hasProperty: (schema: JsonSchema, name: string) => boolean,
): void {
  const schema = requestBody?.content['application/json'].schema;
  const known = [...parameters.map(({ name }) => name.toLowerCase()), 'body'];
  for (const [field, message] of Object.entries<string>(body.error.fields ?? {})) {
    if (message === 'There is no such field.') continue;
    const first = field.split('.')[0] ?? '';
    const isOwn = known.includes(first.toLowerCase()) || (schema !== undefined && hasProperty(schema, first));
    assert.ok(isOwn, `${method} ${path}: ${field} is none of its fields: ${message}`);
  }
}

function pointInto(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/'));
}
