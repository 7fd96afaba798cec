import { MailSettingsPage } from '../../../views/settings/mail-page.tsx';
import { t } from '../../../views/words.ts';
import { loadMailSettings } from '../../db/mail-settings.ts';
import { type MailSettingsInput, toMailSettingsInput } from '../../domain/mail-settings.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { fieldsOf, readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';

/** GET /settings/mail */
export function showMailSettings(web: WebContext) {
  return async (c: WebRequest) => render(c, toMailSettingsInput(await loadMailSettings(web.read)));
}

/** POST /settings/mail */
export function saveMailSettings(web: WebContext) {
  return async (c: WebRequest) => {
    const { text } = await readFields(c);
    const input: MailSettingsInput = {
      hook: text('hook'),
      foreignReferences: text('foreignReferences'),
      replyTo: text('replyTo'),
      unwrapsForwards: text('unwrapsForwards'),
      formAddresses: text('formAddresses'),
      blockedSenders: text('blockedSenders'),
      ticketsPerHour: text('ticketsPerHour'),
      autoRepliesPerDay: text('autoRepliesPerDay'),
      autoRepliesPerHour: text('autoRepliesPerHour'),
      mostMegabytes: text('mostMegabytes'),
      oversized: text('oversized'),
      mostParts: text('mostParts'),
      mostLevels: text('mostLevels'),
      mostHeaderFields: text('mostHeaderFields'),
      mostHeaderKilobytes: text('mostHeaderKilobytes'),
      mostLineMegabytes: text('mostLineMegabytes'),
      mostSeconds: text('mostSeconds'),
    };
    try {
      await web.desk.as(actorOf(c)).call('saveMailSettings', input);
    } catch (error) {
      return render(c, input, fieldsOf(error));
    }
    return redirectTo(c, '/settings/mail', { notice: t('Saved. The next message is read by it.') });
  };
}

function render(c: WebRequest, values: MailSettingsInput, fields?: Readonly<Record<string, string>>) {
  const page = <MailSettingsPage csrf={c.get('csrf')} values={values} fields={fields ?? {}} />;
  const status = fields === undefined ? 200 : 422;
  return renderPage(c, { title: t('Incoming mail'), active: 'settings', status }, page);
}
