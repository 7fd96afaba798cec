import type { SetUpState, SetUpStep } from '../../src/domain/set-up-step.ts';
import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { t } from '../words.ts';

interface SetUpListProps {
  readonly steps: readonly SetUpState[];
  readonly csrf: string;
}

/** For admins, above the tickets: what is done and what is next, until the first ticket was answered. */
export function SetUpList({ steps, csrf }: SetUpListProps) {
  const next = steps.find(({ isDone }) => !isDone)?.step;
  return (
    <section class="set-up-list" aria-labelledby="set-up-title">
      <h2 id="set-up-title">{t('Until the first answer')}</h2>
      <ol>
        {steps.map(({ step, isDone }) => (
          <li class={isDone ? 'done' : undefined} aria-current={step === next ? 'step' : undefined}>
            {isDone && <Icon name="check" />}
            <StepName step={step} isDone={isDone} />
          </li>
        ))}
      </ol>
      <form method="post" action="/set-up-list/dismissal">
        <CsrfField token={csrf} />
        <button type="submit" class="quiet">
          {t('Do not show this again')}
        </button>
      </form>
      {next !== undefined && <p>{stepHints()[next]}</p>}
    </section>
  );
}

function StepName({ step, isDone }: SetUpState) {
  const words = stepWords()[step];
  if (isDone) {
    return (
      <span>
        {words}
        <span class="visually-hidden"> ({t('done')})</span>
      </span>
    );
  }
  const page = stepPages[step];
  return page === undefined ? <span>{words}</span> : <a href={page}>{words}</a>;
}

const stepWords = (): Readonly<Record<SetUpStep, string>> => ({
  app: t('App registered'),
  consent: t('Consent given'),
  account: t('Account added'),
  mail: t('First mail has come'),
  backup: t('A backup or a second admin'),
  answer: t('First answer sent'),
});

const stepHints = (): Readonly<Record<SetUpStep, string>> => ({
  app: t('Register Postroom in Microsoft Entra and enter its Client ID.'),
  consent: t('An administrator of Microsoft 365 agrees to it, or whoever adds an account does.'),
  account: t('Sign in with the account whose mailbox is to be read.'),
  mail: t('Choose folder and group, start fetching, and write a mail to the mailbox.'),
  backup: t('Run “postroom backup”, or add another admin: one lost password or disk must not be the end.'),
  answer: t('Open a ticket and answer it.'),
});

/** Where a step is done; nowhere for what is done in a ticket. */
const stepPages: Readonly<Record<SetUpStep, string | undefined>> = {
  app: '/settings/microsoft',
  consent: '/settings/microsoft',
  account: '/channels/new',
  mail: '/channels',
  backup: '/settings/backups',
  answer: undefined,
};
