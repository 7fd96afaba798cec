import type { Child } from 'hono/jsx';
import type { SignInOutcome } from '../../src/domain/diagnosis/sign-in-outcome.ts';
import { DiagnosisCard } from '../channels/diagnosis-card.tsx';
import { rich, t } from '../words.ts';
import { PendingConsent } from './consent-help.tsx';

type Refused = Exclude<SignInOutcome, { kind: 'added' | 'reauthenticated' | 'migrated' | 'consented' }>;

/** Where a sign-in ends that did not lead to a channel: what happened, that nothing is stored, what to do. */
export function SignInOutcomePage({ outcome }: { outcome: Refused }) {
  switch (outcome.kind) {
    case 'unknown_state':
      return (
        <Explained title={t('This sign-in was not begun here, or has been used already')}>
          <p>
            {t(
              'Each sign-in works once. Reloading the page or going back in the browser shows an old one again. Nothing was stored.',
            )}
          </p>
        </Explained>
      );
    case 'expired':
      return (
        <Explained title={t('The sign-in took too long')}>
          <p>
            {t(
              'It came back from Microsoft more than ten minutes after it was begun, so it was dropped. Nothing was stored.',
            )}
          </p>
        </Explained>
      );
    case 'foreign_session':
      return (
        <Explained title={t('This sign-in belongs to another session')}>
          <p>
            {t(
              'It was begun in another browser, or before you signed in to Postroom again. It counts for that session only and is used up now. Nothing was stored.',
            )}
          </p>
        </Explained>
      );
    case 'wrong_account':
      return (
        <Explained
          title={t('That was another account')}
          retry={{ kind: 'reauthenticate', channelId: outcome.channelId }}
        >
          <p>
            {rich(
              'This channel belongs to {b}, and {b2} signed in. Nothing was stored; the channel keeps what it had.',
              { b: <b>{outcome.expected}</b>, b2: <b>{outcome.got}</b> },
            )}
          </p>
          <p>
            {t(
              'Sign in as {expected}. If Microsoft picks the other account by itself, use a private window. For {got} use Add Account.',
              { expected: outcome.expected, got: outcome.got },
            )}
          </p>
        </Explained>
      );
    case 'wrong_mailbox':
      return (
        <Explained
          title={t('That account does not open this mailbox')}
          retry={{ kind: 'migrate', channelId: outcome.channelId }}
        >
          <p>
            {rich(
              'This channel reads {b}, and {b2} signed in, who may not open it. Nothing was changed: the channel keeps its password and goes on as before.',
              { b: <b>{outcome.mailbox}</b>, b2: <b>{outcome.account}</b> },
            )}
          </p>
          <p>
            {t(
              'Sign in as {mailbox}, or with an account that has Full Access and Send As for it. If IMAP is switched off for the mailbox, your Microsoft administrator can switch it on.',
              { mailbox: outcome.mailbox },
            )}
          </p>
          <p class="hint">
            {rich('The answer was: {samp}', { samp: <samp>{outcome.diagnosis.text}</samp> })}
          </p>
        </Explained>
      );
    case 'implausible':
      return (
        <Explained title={t("Microsoft's answer was refused")}>
          <p>{t('{reason} Nothing was stored.', { reason: outcome.reason })}</p>
        </Explained>
      );
    case 'refused':
      return (
        <Explained title={t('Nothing was added')}>
          <DiagnosisCard diagnosis={outcome.diagnosis} />
          {outcome.since !== undefined && <PendingConsent since={outcome.since} />}
        </Explained>
      );
  }
}

interface ExplainedProps {
  readonly title: string;
  readonly retry?: { readonly kind: 'reauthenticate' | 'migrate'; readonly channelId: number };
  readonly children?: Child;
}

function Explained({ title, retry, children }: ExplainedProps) {
  const again =
    retry === undefined
      ? '/channels/new'
      : `/oauth/microsoft/start?kind=${retry.kind}&channel=${retry.channelId}`;
  return (
    <>
      <h1>{title}</h1>
      {children}
      <p class="actions">
        <a class="button primary" href={again}>
          {t('Try again')}
        </a>
        <a class="button" href="/channels">
          {t('Back to the channels')}
        </a>
      </p>
    </>
  );
}
