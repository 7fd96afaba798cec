import type { TicketState } from '../../src/domain/ticket.ts';
import { CsrfField } from '../form.tsx';
import { t } from '../words.ts';
import { snoozeChoices } from './bulk-bar.tsx';
import { NextField } from './neighbours.tsx';
import { SeenField } from './seen-field.tsx';

const moves = (): Readonly<Record<TicketState, readonly (readonly [state: string, label: string])[]>> => ({
  new: [
    ['closed', t('Close')],
    ['waiting', t('Wait')],
    ['open', t('Open')],
  ],
  open: [
    ['closed', t('Close')],
    ['waiting', t('Wait')],
  ],
  waiting: [
    ['closed', t('Close')],
    ['open', t('Open')],
  ],
  closed: [['open', t('Reopen')]],
});

interface FormProps {
  readonly number: number;
  readonly csrf: string;
  readonly seen: number;
}

function Looked({ csrf, seen }: Pick<FormProps, 'csrf' | 'seen'>) {
  return (
    <>
      <CsrfField token={csrf} />
      <SeenField seen={seen} />
    </>
  );
}

/** Buttons for the states a ticket can go to from where it is. */
export function StateForm({ state, ...form }: FormProps & { state: TicketState }) {
  const { number } = form;
  return (
    <form method="post" action={`/tickets/${number}/state`} class="state-form">
      <Looked {...form} />
      {moves()[state].map(([value, label]) => (
        <button type="submit" name="state" value={value}>
          {label}
        </button>
      ))}
    </form>
  );
}

/** For whoever works through a list. */
export function CloseAndNext(form: FormProps) {
  return (
    <form method="post" action={`/tickets/${form.number}/state`} class="state-form">
      <Looked {...form} />
      <input type="hidden" name="state" value="closed" />
      <NextField />
      <button type="submit" name="after" value="next">
        {t('Close & next')}
      </button>
    </form>
  );
}

/** Waiting with an end: the ticket opens again by itself, in the morning, or at the beginning of a day. */
export function WaitForm(form: FormProps) {
  const action = `/tickets/${form.number}/state`;
  return (
    <>
      <form method="post" action={action} class="pick" data-submit-on-change>
        <Looked {...form} />
        <WaitFields />
        <label for="snooze">{t('Wait until')}</label>
        <select id="snooze" name="snooze" required>
          <option value="">…</option>
          {snoozeChoices().map(({ id, name }) => (
            <option value={id}>{name}</option>
          ))}
        </select>
        <button type="submit">{t('Wait')}</button>
      </form>
      <form method="post" action={action} class="pick wait-form">
        <Looked {...form} />
        <WaitFields />
        <label for="wait-until">{t('or')}</label>
        <input id="wait-until" type="date" name="until" aria-label={t('Wait until')} required />
        <button type="submit">{t('Wait')}</button>
      </form>
    </>
  );
}

/** By whose clock it is, the page's script says. */
function WaitFields() {
  return (
    <>
      <input type="hidden" name="state" value="waiting" />
      <input type="hidden" name="zone" value="" data-zone />
    </>
  );
}

interface PickFormProps {
  readonly action: string;
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly csrf: string;
  readonly seen: number;
}

/** One choice with its own form: sent on change, by its button without scripts. */
export function PickForm(props: PickFormProps) {
  const id = `pick-${props.name}`;
  return (
    <form method="post" action={props.action} class="pick" data-submit-on-change>
      <Looked {...props} />
      <label for={id}>{props.label}</label>
      <select id={id} name={props.name}>
        {props.options.map(([value, label]) => (
          <option value={value} selected={value === props.value}>
            {label}
          </option>
        ))}
      </select>
      <button type="submit">{t('Change')}</button>
    </form>
  );
}
