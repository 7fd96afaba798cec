import { SendingSettingsPage } from '../../../views/settings/sending-page.tsx';
import { t } from '../../../views/words.ts';
import { loadSendingSettings } from '../../db/sending-settings.ts';
import { type SendingSettingsInput, toSendingSettingsInput } from '../../domain/sending-settings.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';

/** GET /settings/sending */
export function showSendingSettings(web: WebContext) {
  return async (c: WebRequest) => render(c, toSendingSettingsInput(await loadSendingSettings(web.read)));
}

/** POST /settings/sending */
export function saveSendingSettings(web: WebContext) {
  return async (c: WebRequest) => {
    const { text } = await readFields(c);
    const input: SendingSettingsInput = {
      connections: text('connections'),
      messagesPerMinute: text('messagesPerMinute'),
      recipientsPerDay: text('recipientsPerDay'),
      mostMegabytes: text('mostMegabytes'),
      undoSeconds: text('undoSeconds'),
    };
    try {
      await web.desk.as(actorOf(c)).call('saveSendingSettings', input);
    } catch (error) {
      return render(c, input, fieldsOf(error));
    }
    return redirectTo(c, '/settings/sending', { notice: t('Saved. The next message goes out by it.') });
  };
}

function render(c: WebRequest, values: SendingSettingsInput, fields?: Readonly<Record<string, string>>) {
  const page = <SendingSettingsPage csrf={c.get('csrf')} values={values} fields={fields ?? {}} />;
  const status = fields === undefined ? 200 : 422;
  return renderPage(c, { title: t('Outgoing mail'), active: 'settings', status }, page);
}
