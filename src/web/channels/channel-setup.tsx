import { FoldersFailed, FolderTree } from '../../../views/channels/folder-tree.tsx';
import { SetupPage } from '../../../views/channels/setup-page.tsx';
import { t } from '../../../views/words.ts';
import { type Channel, getChannel } from '../../db/channels.ts';
import { listAllEmailAddresses, listEmailAddresses } from '../../db/email-addresses.ts';
import { getGroup, listActiveGroups } from '../../db/groups.ts';
import type { ChannelSettingsInput } from '../../domain/channel-settings.ts';
import { toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readPathId } from '../path-id.ts';
import { offersGraph } from './offers-graph.ts';

/** What a new channel archives: mail that is older than this. */
const archiveDays = 14;

export function showChannelSetup(web: WebContext) {
  return async (c: WebRequest) => {
    const channel = await getChannel(web.read, readChannelId(c));
    const { emailAddressId } = await getGroup(web.read, channel.groupId);
    const values = toForm(channel, emailAddressId !== null);
    // Picked from the page of folders, where there is no JavaScript.
    const { folder = values.folder, sendingAddress = values.sendingAddress } = c.req.query();
    return render(web, c, channel, { ...values, folder, sendingAddress }, {});
  };
}

export function saveChannelSetup(web: WebContext) {
  return async (c: WebRequest) => {
    const channel = await getChannel(web.read, readChannelId(c));
    const values = await readForm(c);
    try {
      await web.desk.as(actorOf(c)).call('configureChannel', { channelId: channel.id, ...values });
    } catch (error) {
      const { fields } = toAppError(error);
      if (fields === undefined) throw error;
      return render(web, c, channel, values, fields);
    }
    if (channel.startedAt === null) {
      // A group that was just made has no address yet.
      const sendingAddress = values.groupId === 'new' ? 'when_missing' : values.sendingAddress;
      const query = sendingAddress === '' ? '' : `?${new URLSearchParams({ sendingAddress })}`;
      return redirectTo(c, `/channels/${channel.id}/rehearsal${query}`);
    }
    return redirectTo(c, `/channels/${channel.id}`, { notice: t('The settings are saved.') });
  };
}

/** The tree below the field; a whole page where there is no JavaScript. */
export function showFolders(web: WebContext) {
  return async (c: WebRequest) => {
    const channelId = readChannelId(c);
    const isCounting = c.req.query('counts') !== undefined;
    const tree = await web.desk
      .as(actorOf(c))
      .call('listFolders', { channelId, isCounting })
      .then(
        (folders) => <FolderTree folders={folders} channelId={channelId} isCounted={isCounting} />,
        async (error: unknown) => (
          <FoldersFailed
            channelId={channelId}
            message={toAppError(error).message}
            offersGraph={await offersGraph(web, await getChannel(web.read, channelId))}
          />
        ),
      );
    if (c.req.header('hx-request') !== undefined) return c.html(tree);
    return renderPage(c, { title: t('Folders'), active: 'channels' }, tree);
  };
}

/** @throws AppError not_found when the address names no channel */
export function readChannelId(c: WebRequest): number {
  return readPathId(c);
}

async function render(
  web: WebContext,
  c: WebRequest,
  channel: Channel,
  values: ChannelSettingsInput,
  fields: Readonly<Record<string, string>>,
): Promise<Response> {
  const isWrong = Object.keys(fields).length > 0;
  const [primary] = await listEmailAddresses(web.read, channel.id);
  const page = (
    <SetupPage
      csrf={c.get('csrf')}
      channelId={channel.id}
      address={channel.address}
      isStarted={channel.startedAt !== null}
      values={values}
      fields={fields}
      groups={await listGroupChoices(web)}
      asksForServers={channel.kind === 'email'}
      isAppOnly={channel.isAppOnly}
      sendsFrom={primary?.address ?? channel.address}
    />
  );
  return renderPage(c, { title: channel.name, active: 'channels', status: isWrong ? 422 : 200 }, page);
}

async function listGroupChoices(web: WebContext) {
  const addresses = new Map((await listAllEmailAddresses(web.read)).map(({ id, address }) => [id, address]));
  return (await listActiveGroups(web.read)).map(({ id, name, emailAddressId }) => ({
    id,
    name,
    address: emailAddressId === null ? undefined : addresses.get(emailAddressId),
  }));
}

function toForm(channel: Channel, hasSendingAddress: boolean): ChannelSettingsInput {
  const isNew = channel.startedAt === null && channel.archiveBefore === null;
  const archiveBefore = channel.archiveBefore ?? new Date(Date.now() - archiveDays * 86_400_000);
  return {
    name: channel.name,
    address: channel.address,
    groupId: String(channel.groupId),
    groupName: '',
    folder: channel.folder,
    afterImport: channel.afterImport,
    moveTo: channel.moveTo,
    onlyUnread: channel.onlyUnread,
    isArchiving: isNew || channel.archiveBefore !== null,
    archiveBefore: archiveBefore.toISOString().slice(0, 10),
    archiveState: channel.archiveState,
    sendingAddress: hasSendingAddress ? 'keep' : 'change',
    trustsHeaders: channel.trustsHeaders,
    trustedServers: channel.trustedServers.join(' '),
    importsSent: channel.importsSentSince !== null,
    sentFolder: channel.sentFolder,
  };
}

async function readForm(c: WebRequest): Promise<ChannelSettingsInput> {
  const { text } = await readFields(c);
  return {
    name: text('name'),
    address: text('address'),
    groupId: text('groupId'),
    groupName: text('groupName'),
    folder: text('folder'),
    afterImport: text('afterImport'),
    moveTo: text('moveTo'),
    onlyUnread: text('onlyUnread') === 'on',
    isArchiving: text('isArchiving') === 'on',
    archiveBefore: text('archiveBefore'),
    archiveState: text('archiveState'),
    sendingAddress: text('sendingAddress'),
    trustsHeaders: text('trustsHeaders') === 'on',
    trustedServers: text('trustedServers'),
    importsSent: text('importsSent') === 'on',
    sentFolder: text('sentFolder'),
  };
}
