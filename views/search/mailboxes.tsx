import type { MailboxAnswer, MailOnServer } from '../../src/domain/mailbox-answer.ts';
import { describeMailbox, describeMailOnServer } from '../facts/mailbox-words.ts';
import { CsrfField } from '../form.tsx';
import { Icon } from '../icon.tsx';
import { Time } from '../time.tsx';
import { t } from '../words.ts';

/** What the mail servers say, or why they were not asked. */
export interface MailboxesProps {
  readonly input: string;
  readonly answers: readonly MailboxAnswer[];
  /** Why nothing was asked; '' where it was. */
  readonly refusal: string;
  readonly csrf: string;
}

/** Asks as soon as the page is there; without scripts, by a link. */
export function AskMailboxes({ input }: { input: string }) {
  const query = encodeURIComponent(input);
  return (
    <div id="mailboxes" hx-get={`/trace/mailboxes?q=${query}`} hx-trigger="load" hx-swap="outerHTML">
      <p class="asking" role="status">
        {t('Asking the mailboxes where it lies now…')}
      </p>
      <p class="to-ask">
        <a href={`/trace?q=${query}&ask=1`}>{t('Ask the mailboxes where it lies now')}</a>
      </p>
    </div>
  );
}

/** Where it lies now, by each mailbox that could be asked. */
export function Mailboxes({ input, answers, refusal, csrf }: MailboxesProps) {
  const said = answers.flatMap((answer) => describeMailbox(answer) ?? []);
  return (
    <section id="mailboxes" aria-label={t('On the mail servers')}>
      <h2>{t('On the mail servers')}</h2>
      {refusal !== '' && (
        <p class="notice warning" role="status">
          {refusal}
        </p>
      )}
      {refusal === '' && answers.length === 0 && <p>{t('There is no mailbox that you may ask.')}</p>}
      <ol class="hits">
        {answers.flatMap((answer) =>
          answer.kind === 'answered'
            ? answer.found.map((mail) => (
                <Found mail={mail} channel={answer.channel} input={input} csrf={csrf} />
              ))
            : [],
        )}
        {said.map(({ what, step }) => (
          <li>
            <p>
              <bdi>{what}</bdi>
            </p>
            {step !== '' && (
              <p class="hit-facts">
                <b>{step}</b>
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

interface FoundProps {
  readonly mail: MailOnServer;
  readonly channel: string;
  readonly input: string;
  readonly csrf: string;
}

function Found({ mail, channel, input, csrf }: FoundProps) {
  const { what, step } = describeMailOnServer(mail, channel);
  const subject = mail.subject === '' ? t('(no subject)') : mail.subject;
  return (
    <li>
      <p>
        <bdi>{what}</bdi>
      </p>
      <p class="hit-facts">
        {mail.at !== null && <Time at={mail.at} />}
        <bdi>{mail.sender}</bdi>
        <bdi>{subject}</bdi>
        {mail.ticket !== null && (
          <a href={`/tickets/${mail.ticket}`}>{t('Ticket #{ticket}', { ticket: mail.ticket })}</a>
        )}
        {step !== '' && <b>{step}</b>}
      </p>
      {mail.key !== null && (
        <form method="post" action="/trace/rescues">
          <CsrfField token={csrf} />
          <input type="hidden" name="key" value={mail.key} />
          <input type="hidden" name="q" value={input} />
          <button type="submit" aria-label={t('Fetch “{subject}”', { subject })}>
            <Icon name="inbox" /> {t('Fetch')}
          </button>
        </form>
      )}
    </li>
  );
}
