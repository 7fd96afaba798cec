import type { FilterInput } from '../../src/domain/filters/filter-input.ts';
import { ticketPriorities } from '../../src/domain/filters/filter-rule.ts';
import { ticketStates } from '../../src/domain/ticket.ts';
import { Checkbox, Choice, Field, FieldError } from '../form.tsx';
import { nameLevel } from '../ticket-words.ts';
import { t } from '../words.ts';

export interface ActionTargets {
  readonly groups: readonly { readonly id: number; readonly name: string }[];
  readonly users: readonly { readonly id: number; readonly name: string }[];
}

interface ActionProps extends ActionTargets {
  readonly values: FilterInput;
  readonly fields: Readonly<Record<string, string>>;
}

const unchanged = () => ['', t('— unchanged —')] as const;

/** What a filter does. Group to customer count where a message opens a ticket, the rest always. */
export function ActionFields(props: ActionProps) {
  const { fields } = props;
  return (
    <fieldset
      class="filter-part"
      aria-describedby={fields.actions === undefined ? undefined : 'actions-error'}
    >
      <legend>{t('Then')}</legend>
      <FieldError id="actions-error" error={fields.actions} />
      <TicketActions {...props} />
      <p class="hint">
        {t(
          'An answer to a ticket that is there already only gets its tags, and what is ticked below: where people have put a ticket, it stays.',
        )}
      </p>
      <MessageActions actions={props.values.actions} />
    </fieldset>
  );
}

interface TargetProps {
  readonly name: 'groupId' | 'ownerId';
  readonly label: string;
  readonly value: number | undefined;
  readonly rows: ActionTargets['groups'];
  readonly fields: ActionProps['fields'];
}

function Target({ name, label, value, rows, fields }: TargetProps) {
  const isGone = value !== undefined && !rows.some(({ id }) => id === value);
  return (
    <Choice
      name={`actions.${name}`}
      label={label}
      value={value === undefined ? '' : String(value)}
      error={fields[`actions.${name}`]}
      options={[
        unchanged(),
        ...rows.map((row) => [String(row.id), row.name] as const),
        ...(isGone ? [[String(value), t('(not active any more)')] as const] : []),
      ]}
    />
  );
}

function TicketActions({ values: { actions }, fields, groups, users }: ActionProps) {
  return (
    <div class="filter-actions">
      <Target name="groupId" label={t('Group')} value={actions.groupId} rows={groups} fields={fields} />
      <Target name="ownerId" label={t('Owner')} value={actions.ownerId} rows={users} fields={fields} />
      <Choice
        name="actions.priority"
        label={t('Priority')}
        value={actions.priority ?? ''}
        options={[
          unchanged(),
          ...ticketPriorities.map((priority) => [priority, nameLevel(priority)] as const),
        ]}
      />
      <Choice
        name="actions.state"
        label={t('State')}
        value={actions.state ?? ''}
        options={[unchanged(), ...ticketStates.map((state) => [state, nameLevel(state)] as const)]}
      />
      <Field
        name="actions.tags"
        label={t('Add tags')}
        value={actions.tags.join(', ')}
        error={fields['actions.tags']}
        hint={t("Separated by commas. '{{'order'}}' stands for what a pattern named “order” found.")}
      />
      <Field
        name="actions.customer"
        label={t('Customer')}
        value={actions.customer}
        error={fields['actions.customer']}
        hint={t(
          "name@example.com, or '{{'captured'}}': for contact forms, whose sender is not the person who asks.",
        )}
      />
    </div>
  );
}

function MessageActions({ actions }: Pick<FilterInput, 'actions'>) {
  return (
    <div class="radios">
      <Checkbox
        name="actions.isIgnored"
        label={t('Ignore the message')}
        isChecked={actions.isIgnored}
        hint={t(
          'No ticket and no article. A receipt remains, and the channel settles the message on the server as any other.',
        )}
      />
      <Checkbox
        name="actions.isInternal"
        label={t('Internal')}
        isChecked={actions.isInternal}
        hint={t('Marks the message as not meant for the customer.')}
      />
      <Checkbox name="actions.noAutoReply" label={t('No automatic reply')} isChecked={actions.noAutoReply} />
    </div>
  );
}
