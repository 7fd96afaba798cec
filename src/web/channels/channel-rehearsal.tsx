import { RehearsalPage } from '../../../views/channels/rehearsal-page.tsx';
import { t } from '../../../views/words.ts';
import { getChannel } from '../../db/channels.ts';
import { getGroup } from '../../db/groups.ts';
import { isOfSignIn } from '../../domain/diagnosis/diagnosis.ts';
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
    const isOfRoad = troubles.some((trouble) => trouble !== undefined && !isOfSignIn(trouble));
    const page = (
      <RehearsalPage
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

/** Fetching begins here, and nowhere else. */
export function createStart(web: WebContext) {
  return async (c: WebRequest) => {
    const channelId = readChannelId(c);
    const messages = findNumber((await readFields(c)).text('messages')) ?? 0;
    await web.desk.as(actorOf(c)).call('startChannel', { channelId, messages });
    return redirectTo(c, `/channels/${channelId}`, { notice: t('The channel is started.') });
  };
}
