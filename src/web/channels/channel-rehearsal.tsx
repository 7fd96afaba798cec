import { RehearsalPage } from '../../../views/channels/rehearsal-page.tsx';
import { t } from '../../../views/words.ts';
import { type Channel, getChannel } from '../../db/channels.ts';
import { listAllEmailAddresses, listSendingAddresses } from '../../db/email-addresses.ts';
import { type Group, getGroup } from '../../db/groups.ts';
import { readSendingAddress } from '../../domain/channel-settings.ts';
import { type Diagnosis, isOfSignIn } from '../../domain/diagnosis/diagnosis.ts';
import { toAppError } from '../../errors.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { findNumber } from '../path-id.ts';
import { describeSending } from './channel-health.ts';
import { readChannelId } from './channel-setup.tsx';
import { offersGraph } from './offers-graph.ts';

export function showRehearsal(web: WebContext) {
  return async (c: WebRequest) => {
    const channel = await getChannel(web.read, readChannelId(c));
    if (channel.startedAt !== null) return redirectTo(c, `/channels/${channel.id}`);
    const group = await getGroup(web.read, channel.groupId);
    const preview = await web.desk
      .as(actorOf(c))
      .call('previewImport', { channelId: channel.id })
      .catch((error: unknown) => ({ failure: toAppError(error).message }));
    const tried = await getChannel(web.read, channel.id);
    const sending = describeSending(tried);
    const troubles = [...('trouble' in preview ? [preview.trouble] : []), sending.diagnosis];
    const isOfRoad = troubles.some((trouble) => trouble !== undefined && couldGoAnotherWay(trouble));
    const sendingAddress = readSendingAddress(c.req.query('sendingAddress') ?? '');
    const page = (
      <RehearsalPage
        sendingAddress={sendingAddress}
        newSender={await findNewSender(web, channel, group, sendingAddress)}
        sending={sending}
        canSignIn={channel.kind === 'microsoft365' && !channel.isAppOnly}
        offersGraph={isOfRoad && (await offersGraph(web, tried))}
        csrf={c.get('csrf')}
        channelId={channel.id}
        name={channel.name}
        address={channel.address}
        group={group.name}
        hasAutoReply={group.autoReply}
        afterImport={channel.afterImport}
        moveTo={channel.moveTo}
        archiveState={channel.archiveState}
        preview={preview}
      />
    );
    return renderPage(c, { title: t('What will happen'), active: 'channels' }, page);
  };
}

/** A folder that is not there is there for no other service of the mailbox, either. */
function couldGoAnotherWay(trouble: Diagnosis): boolean {
  return !isOfSignIn(trouble) && trouble.code !== 'imap_folder_missing';
}

/** @returns from which address its group sends from the start on, and from which until then; undefined where that stays */
async function findNewSender(
  web: WebContext,
  channel: Channel,
  { emailAddressId }: Group,
  choice: ReturnType<typeof readSendingAddress>,
) {
  const [primary] = await listSendingAddresses(web.read, channel);
  if (primary === undefined || primary.id === emailAddressId || choice === 'keep') return undefined;
  if (emailAddressId === null) return { address: primary.address, former: undefined };
  if (choice === 'when_missing') return undefined;
  const former = (await listAllEmailAddresses(web.read)).find(({ id }) => id === emailAddressId);
  return { address: primary.address, former: former?.address };
}

/** Fetching begins here, and nowhere else. */
export function createStart(web: WebContext) {
  return async (c: WebRequest) => {
    const channelId = readChannelId(c);
    const { text } = await readFields(c);
    const messages = findNumber(text('messages')) ?? 0;
    const sendingAddress = readSendingAddress(text('sendingAddress'));
    await web.desk.as(actorOf(c)).call('startChannel', { channelId, messages, sendingAddress });
    return redirectTo(c, `/channels/${channelId}`, { notice: t('The channel is started.') });
  };
}
