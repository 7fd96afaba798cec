import fc from 'fast-check';
import type { JsonSchema } from './checked-api.ts';

type Schemas = Readonly<Record<string, JsonSchema>>;

/** Texts that programs stumble over. */
const oddTexts = [
  '',
  ' ',
  '\0',
  '‮',
  '%00',
  '"',
  "' OR 1=1 --",
  '<b>',
  '{{agent}}',
  '\r\nBcc: x@y.example',
  '🙂',
  '-1',
];
const deepest = 4;

/** @returns values that mostly fit a schema of the document, and now and then do not */
export function arbitraryOf(schema: JsonSchema, schemas: Schemas, depth = 0): fc.Arbitrary<unknown> {
  const fitting = fit(schema, schemas, depth);
  return fc.oneof(
    { weight: 12, arbitrary: fitting },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 1 }) },
  );
}

function fit(schema: JsonSchema, schemas: Schemas, depth: number): fc.Arbitrary<unknown> {
  const inner = (each: JsonSchema) => arbitraryOf(each, schemas, depth + 1);
  if (schema.$ref !== undefined) {
    return fit(schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, schemas, depth);
  }
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
  if (choices !== undefined) return fc.oneof(...choices.map(inner));
  const types = [schema.type ?? []].flat();
  if (types.length !== 1) {
    return types.length === 0
      ? fc.jsonValue({ maxDepth: 1 })
      : fc.oneof(...types.map((type) => fit({ ...schema, type }, schemas, depth)));
  }
  switch (types[0]) {
    case 'object':
      return fitObject(schema, inner);
    case 'array':
      return depth > deepest ? fc.constant([]) : fc.array(inner(schema.items ?? {}), { maxLength: 3 });
    case 'string':
      return fitText(schema);
    case 'integer':
    case 'number':
      return fitNumber(schema);
    case 'boolean':
      return fc.boolean();
    default:
      return fc.constant(null);
  }
}

function fitObject(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  inner: (schema: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, inner(each)]));
  if (Object.keys(fields).length === 0 && typeof additionalProperties === 'object') {
    return fc.dictionary(fc.constantFrom('1', '2', '99', '__proto__', 'x'), inner(additionalProperties), {
      maxKeys: 3,
    });
  }
  return fc.record(fields, { requiredKeys: [...required] });
}

function fitText({ pattern, format, minLength = 0, maxLength = 60 }: JsonSchema): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  const most = Math.min(maxLength, 60);
  return fc.oneof(
    fc.constantFrom(...oddTexts),
    fc.constantFrom('a@customer.example', 'ticket.*', 'http://127.0.0.1:1/', 'Europe/Berlin', '10001'),
    fc.string({ unit: 'binary', minLength: Math.min(minLength, most), maxLength: most }),
    fc.constant('x'.repeat(Math.min(maxLength, 5000) + 1)),
  );
}

function fitNumber({ minimum = -1, maximum = 2 ** 53 }: JsonSchema): fc.Arbitrary<number> {
  const small = fc.integer({ min: Math.max(minimum, -1), max: Math.min(maximum, 4) });
  return fc.oneof(
    { weight: 4, arbitrary: small },
    fc.constantFrom(maximum, maximum + 1, 0, -1, 1.5, 2 ** 31),
  );
}
