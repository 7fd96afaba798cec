import { DeletionPage } from '../../../views/channels/deletion-page.tsx';
import { t } from '../../../views/words.ts';
import { countRemovalEffects } from '../../db/channel-removal.ts';
import { getChannel } from '../../db/channels.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readChannelId } from './channel-setup.tsx';

export function showDeletion(web: WebContext) {
  return async (c: WebRequest) => render(web, c, '', undefined);
}

export function createDeletion(web: WebContext) {
  return async (c: WebRequest) => {
    const address = (await readFields(c)).text('address');
    try {
      await web.desk.as(actorOf(c)).call('deleteChannel', { channelId: readChannelId(c), address });
    } catch (error) {
      const fields = fieldsOf(error);
      return render(web, c, address, fields.address ?? fields.form);
    }
    return redirectTo(c, '/channels', { notice: t('The channel is deleted; its tickets are kept.') });
  };
}

async function render(
  web: WebContext,
  c: WebRequest,
  typed: string,
  error: string | undefined,
): Promise<Response> {
  const { id, name, address } = await getChannel(web.read, readChannelId(c));
  const page = (
    <DeletionPage
      csrf={c.get('csrf')}
      channelId={id}
      name={name}
      address={address}
      typed={typed}
      error={error}
      effects={await countRemovalEffects(web.read, id)}
    />
  );
  const status = error === undefined ? 200 : 422;
  return renderPage(c, { title: t('Delete {name}', { name }), active: 'channels', status }, page);
}
