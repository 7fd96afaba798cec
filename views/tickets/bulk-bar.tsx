import type { Child } from 'hono/jsx';
import { CsrfField } from '../form.tsx';
import { t } from '../words.ts';
import { SeenField } from './seen-field.tsx';

export interface BulkBarProps {
  readonly csrf: string;
  /** The list to come back to. */
  readonly back: string;
  /** The newest fact that the list has been read after. */
  readonly seen: number;
  /** Who can own tickets of the groups that are shown. */
  readonly agents: readonly { readonly id: number; readonly name: string }[];
  /** Where tickets can be moved to; empty for a person who may move none. */
  readonly targets: readonly { readonly id: number; readonly name: string }[];
  /** Without it, tickets can only be marked as read. */
  readonly canAnswer: boolean;
  /** May merge some of them. */
  readonly canMerge: boolean;
  /** How many tickets the list holds; undefined where all of them stand on this page. */
  readonly total?: number | undefined;
}

/** The form that the ticks in the list belong to; the stylesheet shows it as soon as one is set. */
export function BulkBar(props: BulkBarProps) {
  const { csrf, back, seen, canAnswer } = props;
  return (
    <form id="bulk" class="bulk-bar" method="post" action="/ticket-changes" aria-label={t('Ticked tickets')}>
      <Hidden csrf={csrf} back={back} seen={seen} />
      {canAnswer && <EnterAction />}
      <span class="picked" role="status" id="picked-count" hx-morph-skip></span>
      {canAnswer ? (
        <>
          <Action value="closed" label={t('Close')} />
          <Action value="mine" label={t('Assign to me')} />
        </>
      ) : (
        <Action value="seen" label={t('Mark as read')} />
      )}
      <More />
      <div class="bulk-rest">
        <Rest {...props} />
      </div>
    </form>
  );
}

/** Picks one ticket for the form, wherever it stands on the page. */
export function Tick({ number }: { number: number }) {
  return (
    <input
      type="checkbox"
      id={`tick-${number}`}
      name="ticket"
      value={String(number)}
      form="bulk"
      aria-label={t('Tick #{number}', { number })}
    />
  );
}

/** What Enter presses is the first button of a form: in the field of the tag it is to add the tag, and close nothing. */
function EnterAction() {
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: tabindex takes it out of the order; the same button stands beside the field.
    <button type="submit" name="action" value="tag" class="visually-hidden" tabindex={-1} aria-hidden="true">
      {t('Add tag')}
    </button>
  );
}

/** On a phone one line is enough until somebody wants more: without a script, too. */
function More() {
  return (
    <label class="bulk-more">
      <input type="checkbox" id="bulk-more" hx-morph-skip /> {t('More')}
    </label>
  );
}

function Rest({ agents, targets, canAnswer, canMerge, total }: BulkBarProps) {
  return (
    <>
      {total !== undefined && total > 0 && (
        <label class="bulk-all">
          <input type="checkbox" name="all" value="on" id="bulk-all" data-total={total} />{' '}
          {t('all {total} of this list', { total })}
        </label>
      )}
      {canAnswer && (
        <>
          <Action value="open" label={t('Open')} />
          <Action value="seen" label={t('Mark as read')} />
        </>
      )}
      {canAnswer && <Picks agents={agents} />}
      {targets.length > 0 && <Pick name="group" label={t('Group')} action={t('Move')} options={targets} />}
      {canAnswer && (
        <span class="bulk-pick">
          <label class="visually-hidden" for="bulk-tag">
            {t('Tag')}
          </label>
          <input id="bulk-tag" name="tag" maxlength={50} placeholder={t('Tag')} autocomplete="off" />
          <Action value="tag" label={t('Add tag')} />
        </span>
      )}
      {canMerge && (
        <button type="submit" formaction="/ticket-merges/new">
          {t('Merge…')}
        </button>
      )}
    </>
  );
}

function Hidden({ csrf, back, seen }: Pick<BulkBarProps, 'csrf' | 'back' | 'seen'>) {
  return (
    <>
      <CsrfField token={csrf} />
      <input type="hidden" name="back" value={back} />
      <SeenField seen={seen} />
      <input type="hidden" name="zone" value="" data-zone />
    </>
  );
}

function Picks({ agents }: Pick<BulkBarProps, 'agents'>) {
  return (
    <>
      <Pick
        name="owner"
        label={t('Owner')}
        action={t('Assign')}
        options={[{ id: 'nobody', name: t('Nobody') }, ...agents]}
      />
      <Pick name="priority" label={t('Priority')} action={t('Set')} options={priorities()} />
      <Pick name="snooze" label={t('Wait until')} action={t('Wait')} options={snoozeChoices()} />
    </>
  );
}

const priorities = () => [
  { id: 'high', name: t('High') },
  { id: 'normal', name: t('Normal') },
  { id: 'low', name: t('Low') },
];

/** By the name of a preset (domain/day-time). */
export const snoozeChoices = () => [
  { id: 'later', name: t('In three hours') },
  { id: 'tomorrow', name: t('Tomorrow morning') },
  { id: 'monday', name: t('Monday morning') },
  { id: 'week', name: t('In a week') },
  { id: 'month', name: t('In a month') },
];

function Action({ value, label }: { value: string; label: Child }) {
  return (
    <button type="submit" name="action" value={value}>
      {label}
    </button>
  );
}

function Pick(props: {
  name: string;
  label: string;
  action: string;
  options: readonly { readonly id: number | string; readonly name: string }[];
}) {
  const id = `bulk-${props.name}`;
  return (
    <span class="bulk-pick">
      <label class="visually-hidden" for={id}>
        {props.label}
      </label>
      <select id={id} name={props.name}>
        <option value="">{props.label}…</option>
        {props.options.map((option) => (
          <option value={String(option.id)}>{option.name}</option>
        ))}
      </select>
      <Action value={props.name} label={props.action} />
    </span>
  );
}
