import type { Child } from 'hono/jsx';
import type { SignInOutcome, SignInRetry } from '../../src/domain/diagnosis/sign-in-outcome.ts';
import { DiagnosisCard } from '../channels/diagnosis-card.tsx';
import { rich, t } from '../words.ts';
import { PendingConsent } from './consent-help.tsx';
import { faultWords } from './fault-words.ts';

type Refused = Exclude<SignInOutcome, { kind: 'added' | 'reauthenticated' | 'migrated' | 'consented' }>;

type Of<Kind extends Refused['kind']> = Extract<Refused, { kind: Kind }>;

/** Where a sign-in ends that did not lead to a channel: what happened, that nothing is stored, what to do. */
export function SignInOutcomePage({ outcome }: { outcome: Refused }) {
  switch (outcome.kind) {
    case 'unknown_state':
    case 'expired':
    case 'foreign_session':
      return <NotCounted kind={outcome.kind} />;
    case 'wrong_account':
      return <WrongAccount {...outcome} />;
    case 'wrong_mailbox':
      return <WrongMailbox {...outcome} />;
    case 'implausible':
      return (
        <Explained title={t("Microsoft's answer was refused")}>
          <p>
            {faultWords(outcome.fault)} {t('Nothing was stored.')}
          </p>
        </Explained>
      );
    case 'refused':
      return (
        <Explained
          title={outcome.retry === undefined ? t('Nothing was added') : t('The account is not signed in')}
          retry={outcome.retry}
        >
          <DiagnosisCard diagnosis={outcome.diagnosis} />
          {outcome.since !== undefined && (
            <PendingConsent since={outcome.since} app={outcome.diagnosis.app} />
          )}
        </Explained>
      );
  }
}

/** A return from Microsoft that belongs to no sign-in that is under way here. */
function NotCounted({ kind }: Of<'unknown_state' | 'expired' | 'foreign_session'>) {
  const words = {
    unknown_state: [
      t('This sign-in was not begun here, or has been used already'),
      t(
        'Each sign-in works once. Reloading the page or going back in the browser shows an old one again. Nothing was stored.',
      ),
    ],
    expired: [
      t('The sign-in took too long'),
      t(
        'It came back from Microsoft more than ten minutes after it was begun, so it was dropped. Nothing was stored.',
      ),
    ],
    foreign_session: [
      t('This sign-in belongs to another session'),
      t(
        'It was begun in another browser, or before you signed in to Postroom again. It counts for that session only and is used up now. Nothing was stored.',
      ),
    ],
  } as const;
  const [title, text] = words[kind];
  return (
    <Explained title={title}>
      <p>{text}</p>
    </Explained>
  );
}

function WrongAccount({ channelId, expected, got }: Of<'wrong_account'>) {
  return (
    <Explained title={t('That was another account')} retry={{ kind: 'reauthenticate', channelId }}>
      <p>
        {rich(
          'This channel belongs to {b}, and {b2} signed in. Nothing was stored; the channel keeps what it had.',
          { b: <b>{expected}</b>, b2: <b>{got}</b> },
        )}
      </p>
      <p>
        {t(
          'Sign in as {expected}. If Microsoft picks the other account by itself, use a private window. For {got} use Add Account.',
          { expected, got },
        )}
      </p>
    </Explained>
  );
}

function WrongMailbox({ channelId, app, mailbox, account, diagnosis }: Of<'wrong_mailbox'>) {
  return (
    <Explained
      title={t('That account does not open this mailbox')}
      retry={{ kind: 'migrate', channelId, app }}
    >
      <p>
        {rich(
          'This channel reads {b}, and {b2} signed in, who may not open it. Nothing was changed: the channel keeps its password and goes on as before.',
          { b: <b>{mailbox}</b>, b2: <b>{account}</b> },
        )}
      </p>
      <p>
        {t(
          'Sign in as {mailbox}, or with an account that has Full Access and Send As for it. If IMAP is switched off for the mailbox, your Microsoft administrator can switch it on.',
          { mailbox },
        )}
      </p>
      <p class="hint">{rich('The answer was: {samp}', { samp: <samp>{diagnosis.text}</samp> })}</p>
    </Explained>
  );
}

interface ExplainedProps {
  readonly title: string;
  readonly retry?: SignInRetry | undefined;
  readonly children?: Child;
}

function Explained({ title, retry, children }: ExplainedProps) {
  const again =
    retry === undefined
      ? '/channels/new'
      : `/oauth/microsoft/start?kind=${retry.kind}&channel=${retry.channelId}${ofApp(retry)}`;
  return (
    <>
      <h1>{title}</h1>
      {children}
      <p class="actions">
        <a class="button primary" href={again}>
          {retry?.kind === 'reauthenticate' ? t('Re-authenticate') : t('Try again')}
        </a>
        {retry === undefined ? (
          <a class="button" href="/channels">
            {t('Back to the channels')}
          </a>
        ) : (
          <a class="button" href={`/channels/${retry.channelId}`}>
            {t('Back to the channel')}
          </a>
        )}
      </p>
    </>
  );
}

function ofApp({ app }: SignInRetry): string {
  return app === undefined ? '' : `&app=${app}`;
}
