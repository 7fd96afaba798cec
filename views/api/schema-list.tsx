export interface Schema {
  readonly name: string;
  readonly fields: readonly { readonly name: string; readonly type: string; readonly description: string }[];
}

/** What the names in the answers stand for. */
export function SchemaList({ schemas }: { schemas: readonly Schema[] }) {
  return (
    <section aria-labelledby="api-schemas" class="apart">
      <h2 id="api-schemas">Schemas</h2>
      {schemas.map(({ name, fields }) => (
        <article class="api-operation">
          <h3>
            <code>{name}</code>
          </h3>
          <dl class="facts">
            {fields.map(({ name: field, type, description }) => (
              <>
                <dt>
                  <code>{field}</code>
                </dt>
                <dd>
                  {type}
                  {description === '' ? '' : `. ${description}`}
                </dd>
              </>
            ))}
          </dl>
        </article>
      ))}
    </section>
  );
}
