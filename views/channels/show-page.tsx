import type { AfterImport } from '../../src/domain/channel-settings.ts';
import { Notice } from '../form.tsx';
import { nameLevel } from '../ticket-words.ts';
import { writeDay } from '../time.tsx';
import { t } from '../words.ts';
import { Addresses, type ListedAddress } from './addresses.tsx';
import { MigrationNotice, type MigrationProps } from './migration-notice.tsx';
import { ChannelPanel, type PanelProps } from './panel.tsx';
import { Trace, type TraceProps } from './trace.tsx';

interface ChannelPageProps {
  readonly panel: PanelProps;
  readonly name: string;
  readonly address: string;
  readonly userName: string;
  readonly group: string;
  readonly folder: string;
  readonly afterImport: AfterImport;
  readonly moveTo: string;
  readonly onlyUnread: boolean;
  readonly archiveBefore: Date | null;
  readonly archiveState: string;
  readonly addresses: readonly ListedAddress[];
  readonly hasSendingAddress: boolean;
  readonly trustsHeaders: boolean;
  readonly trace: TraceProps['trace'];
  readonly migration: MigrationProps | undefined;
}

export function ChannelPage(props: ChannelPageProps) {
  return (
    <>
      <p class="crumb">
        <a href="/channels">{t('Channels')}</a>
      </p>
      <div class="page-head">
        <h1>{props.name}</h1>
        <span class="hint">{props.address}</span>
      </div>
      {!props.hasSendingAddress && (
        <Notice tone="warning">
          <p>
            {t(
              'The group {group} has no sending address: a ticket that came by a channel is answered from its primary address, any other from that of a channel that delivers into the group. Assign one of the addresses below to it.',
              { group: props.group },
            )}
          </p>
        </Notice>
      )}
      {props.migration !== undefined && (
        <MigrationNotice {...props.migration} channelId={props.panel.id} csrf={props.panel.csrf} />
      )}
      <ChannelPanel {...props.panel} />
      <Settings {...props} />
      <Addresses channelId={props.panel.id} addresses={props.addresses} />
      <Trace csrf={props.panel.csrf} channelId={props.panel.id} trace={props.trace} />
    </>
  );
}

function Settings(props: ChannelPageProps) {
  const { archiveBefore, folder, group, userName } = props;
  return (
    <section aria-labelledby="settings-heading">
      <h2 id="settings-heading">{t('Settings')}</h2>
      <dl class="facts">
        <dt>{t('Account')}</dt>
        <dd>{props.panel.isAppOnly ? t('nobody signs in: the app itself opens the mailbox') : userName}</dd>
        <dt>{t('Destination Group')}</dt>
        <dd>{group}</dd>
        <dt>{t('Folder')}</dt>
        <dd>{folder === '' ? t('INBOX') : folder}</dd>
        <dt>{t('Keep messages on server')}</dt>
        <dd>{describeAfterImport(props)}</dd>
        <dt>{t('Archive mode')}</dt>
        <dd>
          {archiveBefore === null
            ? t('off')
            : t('mail received before {value} becomes a {archiveState} ticket', {
                value: writeDay(archiveBefore),
                archiveState: nameLevel(props.archiveState),
              })}
        </dd>
        <dt>{t('Header fields')}</dt>
        <dd>{props.trustsHeaders ? t('X-Postroom- fields of incoming mail are obeyed') : t('not obeyed')}</dd>
      </dl>
      <p class="actions">
        <a class="button" href={`/channels/${props.panel.id}/setup`}>
          {t('Change the settings')}
        </a>
        <a class="button danger" href={`/channels/${props.panel.id}/deletion`}>
          {t('Delete the channel')}
        </a>
      </p>
    </section>
  );
}

function describeAfterImport({ afterImport, moveTo, onlyUnread }: ChannelPageProps): string {
  if (afterImport === 'delete') return t('no: imported messages are deleted');
  if (afterImport === 'move') return t('yes: imported messages are moved to {moveTo}', { moveTo });
  return onlyUnread
    ? t('yes: unread messages are imported and marked read')
    : t('yes: imported messages are marked read');
}
