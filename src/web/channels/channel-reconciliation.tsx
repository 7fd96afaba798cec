import { ReconciliationPage, ReconciliationPanel } from '../../../views/channels/reconciliation-page.tsx';
import { t } from '../../../views/words.ts';
import { getChannel } from '../../db/channels.ts';
import { actorOf, type WebContext, type WebRequest } from '../context.ts';
import { glance } from '../glance.ts';
import { redirectTo } from '../notice.ts';
import { renderPage } from '../page.tsx';
import { readChannelId } from './channel-setup.tsx';

/** POST /channels/:id/reconciliations */
export function createReconciliation(web: WebContext) {
  return async (c: WebRequest) => {
    const channelId = readChannelId(c);
    const { runId } = await web.desk.as(actorOf(c)).call('startReconciliation', { channelId });
    return redirectTo(c, `/channels/${channelId}/reconciliations/${runId}`);
  };
}

/** GET /channels/:id/reconciliations/:run */
export function showReconciliation(web: WebContext) {
  return async (c: WebRequest) => {
    const { id, name } = await getChannel(web.read, readChannelId(c));
    const runId = c.req.param('run') ?? '';
    const run = await readRun(web, c, runId);
    const page = (
      <ReconciliationPage channelId={id} name={name} csrf={c.get('csrf')} runId={runId} run={run} />
    );
    return renderPage(c, { title: t('Mailbox vs tickets'), active: 'channels' }, page);
  };
}

/** GET /channels/:id/reconciliations/:run/panel: the part that follows its events. */
export function showReconciliationPanel(web: WebContext) {
  return async (c: WebRequest) => {
    const runId = c.req.param('run') ?? '';
    const run = await readRun(web, c, runId);
    return c.html(<ReconciliationPanel channelId={readChannelId(c)} runId={runId} run={run} />);
  };
}

/** @returns undefined while the desk is too busy to say */
async function readRun(web: WebContext, c: WebRequest, runId: string) {
  return (await glance(web, web.desk.as(actorOf(c)).call('readReconciliation', { runId })))?.known;
}
