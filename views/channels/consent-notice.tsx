import { t } from '../words.ts';

/** What helps where IMAP or SMTP is switched off and the account has not agreed to Graph. */
export function ConsentNotice({ id }: { id: number }) {
  return (
    <p>
      {t(
        'Microsoft Graph could take over, but nobody has allowed it yet: Microsoft asks for each service by itself, and IMAP and Graph are two.',
      )}{' '}
      <a class="button" href={`/oauth/microsoft/start?kind=reauthenticate&channel=${id}&resource=graph`}>
        {t('Allow Microsoft Graph')}
      </a>
    </p>
  );
}
