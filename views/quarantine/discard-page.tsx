import { CsrfField, Submit } from '../form.tsx';
import { rich, t } from '../words.ts';

interface DiscardPageProps {
  readonly csrf: string;
  readonly id: number;
  readonly subject: string;
  readonly sender: string;
  /** Where it came from a channel, and lies there still. */
  readonly isOnServer: boolean;
}

/** Asks before a message is given up. */
export function DiscardPage({ csrf, id, subject, sender, isOnServer }: DiscardPageProps) {
  return (
    <>
      <p class="crumb">
        <a href={`/quarantine/${id}`}>
          <bdi>{subject || t('(no subject)')}</bdi>
        </a>
      </p>
      <h1>{t('Discard this message')}</h1>
      <p class="lead">
        {rich('“{subject}” from {sender} will never become an article, and cannot be tried again.', {
          subject: <bdi>{subject || t('(no subject)')}</bdi>,
          sender: <bdi>{sender || t('an unreadable sender')}</bdi>,
        })}
      </p>
      <ul class="effects">
        <li>{t('What is kept of it here can still be downloaded at this address.')}</li>
        {isOnServer && <li>{t('On the server it stays as it is; delete it there if nobody wants it.')}</li>}
      </ul>
      <form method="post" action={`/quarantine/${id}/discard`}>
        <CsrfField token={csrf} />
        <div class="actions">
          <Submit label={t('Discard it')} tone="danger" />
          <a href={`/quarantine/${id}`}>{t('Keep it in quarantine')}</a>
        </div>
      </form>
    </>
  );
}
