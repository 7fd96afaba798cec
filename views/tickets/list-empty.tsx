import { Icon } from '../icon.tsx';

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
      <h2>{isFirstPage ? (emptyTitles[view] ?? 'No tickets here') : 'No further tickets'}</h2>
      <p>New mail appears here by itself.</p>
    </div>
  );
}

function NotConnected({ canConnect }: { canConnect: boolean }) {
  return (
    <div class="empty">
      <Icon name="plug" />
      <h2>No mailbox is connected yet</h2>
      {canConnect ? (
        <>
          <p>Mail becomes tickets as soon as a Microsoft 365 account is connected and fetching is started.</p>
          <a class="button primary" href="/channels">
            Connect a mailbox
          </a>
        </>
      ) : (
        <p>Tickets appear here once an admin has connected one.</p>
      )}
    </div>
  );
}

const emptyTitles: Readonly<Record<string, string>> = {
  open: 'Everything is answered',
  mine: 'Nothing is assigned to you',
  unassigned: 'Every open ticket has an owner',
  waiting: 'Nobody is being waited for',
};
