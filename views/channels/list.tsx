import type { ChannelState } from '../../src/domain/channel.ts';
import type { ConsentRequest } from '../../src/domain/consent-request.ts';
import type { Warning } from '../../src/domain/expiry.ts';
import { FindInList } from '../find-in-list.tsx';
import { Icon } from '../icon.tsx';
import { Live } from '../live.tsx';
import { ConsentHelp } from '../microsoft/consent-help.tsx';
import { say } from '../said.ts';
import { Time } from '../time.tsx';
import { rich, t } from '../words.ts';
import { ExpiryNotice } from './expiry-notice.tsx';
import { ChannelBadge } from './state-badge.tsx';

interface ChannelRow {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly group: string;
  readonly state: ChannelState;
  readonly lastSuccessAt: Date | null;
  readonly lastFailureAt: Date | null;
  /** The diagnosis's title while a failure stands. */
  readonly failure: string | undefined;
  /** The title of what keeps it from sending, while something does. */
  readonly sendingFailure: string | undefined;
  /** Unread mail in an inbox that is not fetched, and mail of people that are known in the junk folder. */
  readonly unreadInInbox: number;
  readonly inJunk: number;
  readonly imported: number;
}

export interface ChannelListProps {
  readonly rows: readonly ChannelRow[];
  readonly apps: readonly { readonly id: number; readonly name: string }[];
  readonly warnings: readonly Warning[];
  /** What has become of asking an administrator to approve the app. */
  readonly consent: ConsentRequest | undefined;
  readonly csrf: string;
}

export function ChannelListPage(props: ChannelListProps) {
  return (
    <>
      <div class="page-head">
        <h1>{t('Channels')}</h1>
        <div class="actions">
          <a class="button" href="/trace">
            {t('Where is my mail?')}
          </a>
          <a class="button" href="/channels/new/email">
            {t('Add e-mail account')}
          </a>
          {props.apps.length > 0 && (
            <>
              {props.apps.map(({ id, name }) => (
                <a class="button" href={`/oauth/microsoft/start?kind=admin_consent&app=${id}`}>
                  {props.apps.length === 1
                    ? t('Request Admin Consent')
                    : t('Request Admin Consent ({app})', { app: name })}
                </a>
              ))}
              <a class="button primary" href="/channels/new">
                <Icon name="plug" /> {t('Add Account')}
              </a>
            </>
          )}
        </div>
      </div>
      {props.consent !== undefined && <ConsentHelp request={props.consent} csrf={props.csrf} />}
      <ExpiryNotice warnings={props.warnings} />
      <FindInList listId="channels" count={props.rows.length} />
      <ChannelList {...props} />
    </>
  );
}

/** Reads itself again when a channel changes. */
export function ChannelList({ rows, apps }: ChannelListProps) {
  return (
    <Live id="channel-list" url="/channels/list" on="channels">
      {rows.length === 0 ? <Empty hasApp={apps.length > 0} /> : <Table rows={rows} />}
    </Live>
  );
}

function Table({ rows }: { rows: readonly ChannelRow[] }) {
  return (
    <div class="table-frame">
      <table class="channels">
        <thead>
          <tr>
            <th scope="col">{t('Mailbox')}</th>
            <th scope="col">{t('State')}</th>
            <th scope="col">{t('Destination Group')}</th>
            <th scope="col">{t('Last fetch')}</th>
            <th scope="col">{t('Last failure')}</th>
            <th scope="col" class="number">
              {t('Imported')}
            </th>
          </tr>
        </thead>
        <tbody id="channels">
          {rows.map((row) => (
            <Row {...row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row(row: ChannelRow) {
  return (
    <tr id={`channel-row-${row.id}`}>
      <td>
        <a href={row.state === 'new' ? `/channels/${row.id}/setup` : `/channels/${row.id}`}>{row.name}</a>
        <small class="below">{row.address}</small>
      </td>
      <td>
        <ChannelBadge state={row.state} />
        {row.failure !== undefined && <small class="below">{say(row.failure)}</small>}
        <Astray {...row} />
        {row.sendingFailure !== undefined && (
          <small class="below">
            <span class="badge bad">{t('Cannot send')}</span> {say(row.sendingFailure)}
          </small>
        )}
      </td>
      <td data-label={t('Destination Group')}>{row.group}</td>
      <td data-label={t('Last fetch')} class="short">
        {row.lastSuccessAt === null ? t('never') : <Time at={row.lastSuccessAt} isRelative />}
      </td>
      <td data-label={t('Last failure')} class="short">
        {row.lastFailureAt === null ? t('none') : <Time at={row.lastFailureAt} isRelative />}
      </td>
      <td data-label={t('Imported')} class="number">
        {row.imported}
      </td>
    </tr>
  );
}

/** What nobody fetches. */
function Astray({ unreadInInbox, inJunk }: ChannelRow) {
  return (
    <>
      {unreadInInbox > 0 && (
        <small class="below">
          <span class="badge bad">{t('Wrong folder?')}</span>{' '}
          {t('{count, plural, one {# unread message} other {# unread messages}} in the inbox', {
            count: unreadInInbox,
          })}
        </small>
      )}
      {inJunk > 0 && (
        <small class="below">
          <a href="/junk">{t('{count} from people you know in the junk folder', { count: inJunk })}</a>
        </small>
      )}
    </>
  );
}

function Empty({ hasApp }: { hasApp: boolean }) {
  if (!hasApp) {
    return (
      <div class="empty">
        <Icon name="plug" />
        <h2>{t('No mailbox yet, and no app to connect one with')}</h2>
        <p>
          {t(
            'Microsoft lets Postroom read a mailbox only through an app that you register in your directory.',
          )}
        </p>
        <a class="button primary" href="/settings/microsoft">
          {t('Connect Microsoft 365 App')}
        </a>
      </div>
    );
  }
  return (
    <div class="empty">
      <Icon name="mailbox" />
      <h2>{t('The app is connected; now add a mailbox')}</h2>
      <p>
        {t(
          'You sign in at Microsoft with the account of the mailbox. Nothing is fetched, deleted or answered before you have seen what will happen and said start.',
        )}
      </p>
      <a class="button primary" href="/channels/new">
        {t('Add Account')}
      </a>
      <p class="hint">
        {rich(
          'Does Microsoft ask for an administrator? Use Request Admin Consent. The app itself is under <a>Connect Microsoft 365 App</a>.',
          { a: (words) => <a href="/settings/microsoft">{words}</a> },
        )}
      </p>
    </div>
  );
}
