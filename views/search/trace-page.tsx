import { mostTraceLetters, type Trace, type TracedChannel, type TraceFact } from '../../src/domain/trace.ts';
import { describeTracedChannel, describeTraceFact, listTraceChecks } from '../facts/trace-words.ts';
import { Icon } from '../icon.tsx';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { AskMailboxes, Mailboxes, type MailboxesProps } from './mailboxes.tsx';

interface TracePageProps {
  readonly input: string;
  readonly trace: Trace | undefined;
  /** Undefined where they are still to be asked. */
  readonly mailboxes: MailboxesProps | undefined;
}

/** Where is my mail? */
export function TracePage({ input, trace, mailboxes }: TracePageProps) {
  return (
    <>
      <div class="page-head">
        <h1>{t('Where is my mail?')}</h1>
      </div>
      <form method="get" action="/trace" class="stack">
        <label for="trace-query">{t('An address, a domain, a Message-ID or words of a subject')}</label>
        <input id="trace-query" name="q" type="search" value={input} maxlength={mostTraceLetters} required />
        <div class="actions">
          <button type="submit" class="primary">
            <Icon name="search" /> {t('Look')}
          </button>
        </div>
      </form>
      {trace !== undefined &&
        (trace.facts.length === 0 ? <Nothing trace={trace} /> : <Found trace={trace} />)}
      {trace !== undefined &&
        (mailboxes === undefined ? <AskMailboxes input={input} /> : <Mailboxes {...mailboxes} />)}
      {trace?.channels != null && <Channels rows={trace.channels} />}
    </>
  );
}

function Nothing({ trace }: { trace: Trace }) {
  return (
    <section aria-label={t('Nothing found')}>
      <h2>{t('Nothing is known of it')}</h2>
      <ul>
        {listTraceChecks(trace).map((check) => (
          <li>{check}</li>
        ))}
      </ul>
    </section>
  );
}

function Found({ trace }: { trace: Trace }) {
  return (
    <section aria-label={t('What is known')}>
      {trace.isCut && (
        <p class="notice warning" role="status">
          {t('There is more than is shown; a Message-ID finds one message.')}
        </p>
      )}
      <ol class="hits">
        {trace.facts.map((fact) => (
          <Fact fact={fact} />
        ))}
      </ol>
    </section>
  );
}

function Fact({ fact }: { fact: TraceFact }) {
  const { what, step } = describeTraceFact(fact);
  return (
    <li>
      <p>
        <bdi>{what}</bdi>
      </p>
      <p class="hit-facts">
        <Time at={fact.at} />
        {fact.ticket !== null && (
          <a href={`/tickets/${fact.ticket}`}>{t('Ticket #{ticket}', { ticket: fact.ticket })}</a>
        )}
        {fact.kind === 'quarantined' && fact.state === 'waiting' && (
          <a href={`/quarantine/${fact.quarantineId}`}>{t('Quarantine')}</a>
        )}
        {fact.kind === 'sent' && fact.state !== 'sent' && <a href="/outbox">{t('Outbox')}</a>}
        {step !== '' && <b>{step}</b>}
      </p>
    </li>
  );
}

function Channels({ rows }: { rows: readonly TracedChannel[] }) {
  return (
    <section aria-label={t('Channels')}>
      <h2>{t('Channels')}</h2>
      {rows.length === 0 && <p>{t('There is no channel: Postroom fetches no mail.')}</p>}
      <ul>
        {rows.map((row) => (
          <li>
            {rich('{name} ({address}): {tracedChannel}, last fetch {part}', {
              name: <a href={`/channels/${row.id}`}>{row.name}</a>,
              address: row.address,
              tracedChannel: describeTracedChannel(row),
              part: row.lastSuccessAt === null ? t('never') : <Time at={row.lastSuccessAt} isRelative />,
            })}
          </li>
        ))}
      </ul>
    </section>
  );
}
