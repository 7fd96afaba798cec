import type { Child } from 'hono/jsx';
import type { SignInOutcome } from '../../src/domain/diagnosis/sign-in-outcome.ts';
import { DiagnosisCard } from '../channels/diagnosis-card.tsx';
import { PendingConsent } from './consent-help.tsx';

type Refused = Exclude<SignInOutcome, { kind: 'added' | 'reauthenticated' | 'migrated' | 'consented' }>;

/** Where a sign-in ends that did not lead to a channel: what happened, that nothing is stored, what to do. */
export function SignInOutcomePage({ outcome }: { outcome: Refused }) {
  switch (outcome.kind) {
    case 'unknown_state':
      return (
        <Explained title="This sign-in was not begun here, or has been used already">
          <p>
            Each sign-in works once. Reloading the page or going back in the browser shows an old one again.
            Nothing was stored.
          </p>
        </Explained>
      );
    case 'expired':
      return (
        <Explained title="The sign-in took too long">
          <p>
            It came back from Microsoft more than ten minutes after it was begun, so it was dropped. Nothing
            was stored.
          </p>
        </Explained>
      );
    case 'foreign_session':
      return (
        <Explained title="This sign-in belongs to another session">
          <p>
            It was begun in another browser, or before you signed in to Postroom again. It counts for that
            session only and is used up now. Nothing was stored.
          </p>
        </Explained>
      );
    case 'wrong_account':
      return (
        <Explained
          title="That was another account"
          retry={{ kind: 'reauthenticate', channelId: outcome.channelId }}
        >
          <p>
            This channel belongs to <b>{outcome.expected}</b>, and <b>{outcome.got}</b> signed in. Nothing was
            stored; the channel keeps what it had.
          </p>
          <p>
            Sign in as {outcome.expected}. If Microsoft picks the other account by itself, use a private
            window. For {outcome.got} use Add Account.
          </p>
        </Explained>
      );
    case 'wrong_mailbox':
      return (
        <Explained
          title="That account does not open this mailbox"
          retry={{ kind: 'migrate', channelId: outcome.channelId }}
        >
          <p>
            This channel reads <b>{outcome.mailbox}</b>, and <b>{outcome.account}</b> signed in, who may not
            open it. Nothing was changed: the channel keeps its password and goes on as before.
          </p>
          <p>
            Sign in as {outcome.mailbox}, or with an account that has Full Access and Send As for it. If IMAP
            is switched off for the mailbox, your Microsoft administrator can switch it on.
          </p>
          <p class="hint">
            The answer was: <samp>{outcome.diagnosis.text}</samp>
          </p>
        </Explained>
      );
    case 'implausible':
      return (
        <Explained title="Microsoft's answer was refused">
          <p>{outcome.reason} Nothing was stored.</p>
        </Explained>
      );
    case 'refused':
      return (
        <Explained title="Nothing was added">
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
          Try again
        </a>
        <a class="button" href="/channels">
          Back to the channels
        </a>
      </p>
    </>
  );
}
