import type { WebhookShape } from '../../src/domain/webhook.ts';
import { Checkboxes, Choice, CsrfField, Field, Notice, Submit } from '../form.tsx';
import { say } from '../said.ts';
import { t } from '../words.ts';
import { PrivateAddressBox } from './private-address-box.tsx';
import { kindChoices, shapeWords } from './webhook-words.ts';

export interface WebhookValues {
  readonly name: string;
  readonly url: string;
  readonly shape: WebhookShape;
  /** Of the boxes, those that are ticked. */
  readonly kinds: readonly string[];
  /** As typed, with commas between. */
  readonly otherKinds: string;
  readonly groupIds: readonly string[];
  readonly allowsPrivate: boolean;
}

export interface WebhookFormProps {
  readonly csrf: string;
  /** Undefined for a new one. */
  readonly id: number | undefined;
  readonly values: WebhookValues;
  readonly fields: Readonly<Record<string, string>>;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
}

export const webhooksPath = '/settings/webhooks';

export function WebhookForm(props: WebhookFormProps) {
  const { csrf, id, values, fields } = props;
  return (
    <form method="post" action={id === undefined ? webhooksPath : `${webhooksPath}/${id}`} class="stack">
      <CsrfField token={csrf} />
      {Object.keys(fields).length > 0 && (
        <Notice tone="error">
          <p>{say(fields.form) || t('The webhook was not saved: the marked fields need another look.')}</p>
        </Notice>
      )}
      <Target {...props} />
      <Choices {...props} />
      <PrivateAddressBox isChecked={values.allowsPrivate} />
      <div class="actions">
        <Submit label={id === undefined ? t('Add webhook') : t('Save')} />
        <a href={webhooksPath}>{t('Cancel')}</a>
      </div>
    </form>
  );
}

function Target({ id, values, fields }: WebhookFormProps) {
  return (
    <>
      <Field
        name="name"
        label={t('Name')}
        value={values.name}
        error={fields.name}
        isRequired
        hasFocus={id === undefined}
      />
      <Choice
        name="shape"
        label={t('Receiver')}
        value={values.shape}
        options={Object.entries(shapeWords())}
        hint={t('What is sent has the shape that the receiver reads.')}
      />
      <Field
        name="url"
        label={t('Address')}
        type="url"
        value={values.url}
        error={fields.url}
        isRequired
        placeholder="https://example.com/hook"
        hint={t(
          'Of a chat: the address of its incoming webhook or workflow. Of ntfy: the address of the topic.',
        )}
      />
    </>
  );
}

function Choices({ values, fields, groups }: WebhookFormProps) {
  const groupChoices = groups.map(({ id, name }) => ({ value: String(id), label: name }));
  return (
    <>
      <Checkboxes
        name="kinds"
        legend={t('What it is told of')}
        options={kindChoices()}
        chosen={values.kinds}
      />
      <Field
        name="otherKinds"
        label={t('Other kinds')}
        value={values.otherKinds}
        error={fields.kinds}
        placeholder="ticket.opened, ticket.state_changed"
        hint={t('As the API names them, with commas between; a star stands for all that begin so.')}
      />
      {groups.length > 1 && (
        <Checkboxes
          name="groups"
          legend={t('Only in these groups (none ticked: everything)')}
          options={groupChoices}
          chosen={values.groupIds}
        />
      )}
    </>
  );
}
