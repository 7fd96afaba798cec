import type { Assets } from '../layout.tsx';
import { PlainLayout } from '../plain-layout.tsx';
import { type Schema, SchemaList } from './schema-list.tsx';

export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly place: string;
    readonly type: string;
    readonly isRequired: boolean;
    readonly description: string;
  }[];
  /** Names of schemas, or what else the body and the answer are. */
  readonly body: string | undefined;
  readonly answer: string | undefined;
}

interface ReferencePageProps {
  readonly assets: Assets;
  readonly introduction: string;
  readonly operations: readonly Operation[];
  readonly schemas: readonly Schema[];
}

/** The reference of the API, made from the document that programs read. It needs nothing from elsewhere. */
export function ReferencePage({ assets, introduction, operations, schemas }: ReferencePageProps) {
  const byTag = Map.groupBy(operations, ({ tag }) => tag);
  return (
    <PlainLayout title="API reference" assets={assets} isWide>
      <p>{introduction}</p>
      <p>
        The same for programs: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).
      </p>
      {[...byTag].map(([tag, each]) => (
        <section aria-labelledby={idOf(tag)} class="apart">
          <h2 id={idOf(tag)}>{tag}</h2>
          {each.map((operation) => (
            <OperationEntry {...operation} />
          ))}
        </section>
      ))}
      <SchemaList schemas={schemas} />
    </PlainLayout>
  );
}

function OperationEntry({ method, path, summary, description, parameters, body, answer }: Operation) {
  return (
    <article class="api-operation">
      <h3>
        <code>
          {method.toUpperCase()} {path}
        </code>
      </h3>
      <p>
        {summary}. {description}
      </p>
      <dl class="facts">
        {parameters.map(({ name, place, type, isRequired, description: said }) => (
          <>
            <dt>
              <code>{name}</code>
            </dt>
            <dd>
              {place}, {type}
              {isRequired ? ', required' : ''}. {said}
            </dd>
          </>
        ))}
        <dt>Body</dt>
        <dd>{body ?? 'none'}</dd>
        <dt>Answer</dt>
        <dd>{answer ?? 'none (204)'}</dd>
      </dl>
    </article>
  );
}

function idOf(tag: string): string {
  return `api-${tag.toLowerCase().replaceAll(' ', '-')}`;
}
