import { Icon } from '../icon.tsx';
import { t } from '../words.ts';

interface NoTicketsProps {
  readonly view: string;
  readonly isFirstPage: boolean;
  readonly setUp: 'done' | 'ask-admin' | 'connect';
}

/** In the place of a list without tickets. */
export function NoTickets({ setUp, view, isFirstPage }: NoTicketsProps) {
  if (setUp !== 'done') return <NotConnected canConnect={setUp === 'connect'} />;
  return (
    <div class="empty">
      <Icon name="inbox" />
      <h2>{isFirstPage ? (emptyTitles()[view] ?? t('No tickets here')) : t('No further tickets')}</h2>
      <p>{t('New mail appears here by itself.')}</p>
    </div>
  );
}

function NotConnected({ canConnect }: { canConnect: boolean }) {
  return (
    <div class="empty">
      <Icon name="plug" />
      <h2>{t('No mailbox is connected yet')}</h2>
      {canConnect ? (
        <>
          <p>
            {t(
              'Mail becomes tickets as soon as a Microsoft 365 account is connected and fetching is started.',
            )}
          </p>
          <a class="button primary" href="/channels">
            {t('Connect a mailbox')}
          </a>
        </>
      ) : (
        <p>{t('Tickets appear here once an admin has connected one.')}</p>
      )}
    </div>
  );
}

const emptyTitles = (): Readonly<Record<string, string>> => ({
  open: t('Everything is answered'),
  mine: t('Nothing is assigned to you'),
  unassigned: t('Every open ticket has an owner'),
  waiting: t('Nobody is being waited for'),
});
