import type { TokenScope } from '../../src/domain/token-scope.ts';
import { Checkboxes, CsrfField, Field, Submit } from '../form.tsx';
import { t } from '../words.ts';
import { scopeWords } from './scope-words.ts';

export interface TokenFormProps {
  readonly csrf: string;
  /** Those that the user may give. */
  readonly offered: readonly TokenScope[];
  readonly groups: readonly { readonly id: number; readonly name: string }[];
  readonly values: {
    readonly name: string;
    readonly days: string;
    readonly scopes: readonly string[];
    readonly groupIds: readonly string[];
  };
  readonly fields: Readonly<Record<string, string>>;
}

export function TokenForm(props: TokenFormProps) {
  return (
    <section aria-labelledby="new-token-heading" class="apart">
      <h2 id="new-token-heading">{t('Make a token')}</h2>
      <form method="post" action="/account/tokens" class="stack">
        <CsrfField token={props.csrf} />
        <TokenFields {...props} />
        <LimitFields {...props} />
        <div class="actions">
          <Submit label={t('Make the token')} />
        </div>
      </form>
    </section>
  );
}

function TokenFields({ values, fields }: TokenFormProps) {
  return (
    <>
      <Field
        name="name"
        label={t('Name')}
        value={values.name}
        error={fields.name}
        isRequired
        hint={t('Which program uses it.')}
      />
      <Field name="days" label={t('Days until it ends')} value={values.days} error={fields.days} isRequired />
    </>
  );
}

/** What a program may do with it, and in which groups. */
function LimitFields({ offered, groups, values, fields }: TokenFormProps) {
  return (
    <>
      <Checkboxes
        name="scopes"
        legend={t('What it may do')}
        error={fields.scopes}
        options={offered.map((scope) => ({ value: scope, label: scope, hint: scopeWords()[scope] }))}
        chosen={values.scopes}
      />
      {groups.length > 1 && (
        <Checkboxes
          name="groups"
          legend={t('Only in these groups (none ticked: all of yours)')}
          error={fields.groupIds}
          options={groups.map(({ id, name }) => ({ value: String(id), label: name }))}
          chosen={values.groupIds}
        />
      )}
    </>
  );
}
