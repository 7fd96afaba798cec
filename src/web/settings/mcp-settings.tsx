import { McpPage } from '../../../views/settings/mcp-page.tsx';
import { t } from '../../../views/words.ts';
import { isMcpOn } from '../../db/mcp-settings.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { readFields } from '../form-fields.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';

const path = '/settings/mcp';

/** GET /settings/mcp */
export function showMcpSettings(web: WebContext) {
  return async (c: WebRequest) => {
    const isOn = await isMcpOn(web.read);
    const page = <McpPage csrf={c.get('csrf')} isOn={isOn} url={`${web.publicUrl}/mcp`} />;
    return renderPage(c, { title: t('MCP server'), active: 'settings' }, page);
  };
}

/** POST /settings/mcp */
export function saveMcpSettings(web: WebContext) {
  return async (c: WebRequest) => {
    const { text } = await readFields(c);
    await web.desk.as(actorOf(c)).call('switchMcp', { isOn: text('isOn') === 'on' });
    return redirectTo(c, path, { notice: t('Saved. It counts from the next request on.') });
  };
}
