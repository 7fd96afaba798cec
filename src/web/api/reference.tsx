import type { Context } from 'hono';
import { type Operation, ReferencePage } from '../../../views/api/reference-page.tsx';
import type { Schema } from '../../../views/api/schema-list.tsx';
import { assetUrls } from '../assets.ts';

// The document is ours, made from our own schemas: only what these hold is read here.

interface Reference {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly items?: Reference;
  readonly anyOf?: readonly Reference[];
  readonly allOf?: readonly Reference[];
  readonly properties?: Readonly<Record<string, Reference>>;
  readonly format?: string;
  readonly description?: string;
}

interface DocumentedOperation {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required?: boolean;
    readonly schema?: Reference;
    readonly description?: string;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Reference }>> };
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Reference }>> }>
  >;
}

interface ApiDocument {
  readonly info: { readonly description?: string };
  readonly paths?: Readonly<Record<string, object>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, object>> };
}

/** GET /api/v1/docs */
export function showReference(describe: () => ApiDocument) {
  return (c: Context) => {
    const document = describe();
    return c.html(
      <ReferencePage
        assets={assetUrls}
        introduction={document.info.description ?? ''}
        operations={listOperations(document)}
        schemas={listSchemas(document)}
      />,
    );
  };
}

function listOperations({ paths = {} }: ApiDocument): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, DocumentedOperation>).map(([method, operation]) => ({
      method,
      path: `/api/v1${path}`,
      tag: operation.tags?.[0] ?? '',
      summary: operation.summary ?? '',
      description: operation.description ?? '',
      parameters: (operation.parameters ?? []).map((each) => ({
        name: each.name,
        place: each.in,
        type: nameType(each.schema),
        isRequired: each.required ?? false,
        description: each.description ?? each.schema?.description ?? '',
      })),
      body: nameContent(operation.requestBody?.content),
      answer: nameContent(
        Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith('2'))?.[1].content,
      ),
    })),
  );
}

function listSchemas({ components }: ApiDocument): Schema[] {
  return Object.entries((components?.schemas ?? {}) as Record<string, Reference>).map(([name, schema]) => {
    const parts = [schema, ...(schema.allOf ?? [])];
    const fields = parts.flatMap(({ properties = {} }) => Object.entries(properties));
    return {
      name,
      fields: fields.map(([field, each]) => ({
        name: field,
        type: nameType(each),
        description: each.description ?? '',
      })),
    };
  });
}

function nameContent(content: Readonly<Record<string, { readonly schema: Reference }>> | undefined) {
  const [first] = Object.entries(content ?? {});
  if (first === undefined) return undefined;
  const [mediaType, { schema }] = first;
  return mediaType === 'application/json' ? nameType(schema) : mediaType;
}

function nameType(schema: Reference | undefined): string {
  if (schema === undefined) return '';
  if (schema.$ref !== undefined) return schema.$ref.split('/').at(-1) ?? '';
  if (schema.enum !== undefined) return schema.enum.map(String).join(' | ');
  if (schema.const !== undefined) return String(schema.const);
  const several = schema.anyOf ?? schema.allOf;
  if (several !== undefined) return several.map(nameType).filter(Boolean).join(' | ');
  if (schema.type === 'array') return `list of ${nameType(schema.items)}`;
  const type = [schema.type ?? []].flat().join(' | ');
  return schema.format === undefined ? type : `${type} (${schema.format})`;
}
